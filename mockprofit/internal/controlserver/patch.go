package controlserver

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"profitbdd/mockprofit/control"
)

// merged returns a document with a JSON Merge Patch applied (RFC 7396): what the
// patch has replaces what the document had, lists as a whole and settings one by
// one; null takes away, so that the default holds.
func merged(current control.Environment, patch []byte) (control.Environment, error) {
	var changes map[string]any
	if err := json.Unmarshal(patch, &changes); err != nil {
		return current, err
	}
	if err := exact(changes); err != nil {
		return current, err
	}
	text, err := json.Marshal(current)
	if err != nil {
		return current, err
	}
	var members map[string]any
	if err := json.Unmarshal(text, &members); err != nil {
		return current, err
	}
	if text, err = json.Marshal(mergePatch(members, changes)); err != nil {
		return current, err
	}
	var patched control.Environment
	err = json.Unmarshal(text, &patched)
	return patched, err
}

// exact refuses names that the document has in another casing, which would
// stand beside the right one and change nothing.
func exact(changes map[string]any) error {
	for field := range reflect.TypeFor[control.Environment]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		for given := range changes {
			if given != name && strings.EqualFold(given, name) {
				return huma.Error422UnprocessableEntity("the document is wrong; nothing was changed",
					&huma.ErrorDetail{Location: "body." + given, Message: "expected " + name + "; casing counts"})
			}
		}
	}
	return nil
}

// mergePatch is MergePatch of RFC 7396, 2.
func mergePatch(target, patch map[string]any) map[string]any {
	if target == nil {
		target = map[string]any{}
	}
	for name, value := range patch {
		switch value := value.(type) {
		case nil:
			delete(target, name)
		case map[string]any:
			inner, _ := target[name].(map[string]any)
			target[name] = mergePatch(inner, value)
		default:
			target[name] = value
		}
	}
	return target
}

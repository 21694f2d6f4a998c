package controlserver

import (
	"encoding/json"

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

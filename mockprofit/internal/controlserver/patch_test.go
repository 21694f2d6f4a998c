package controlserver_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
)

func TestPatchChangesWhatItNamesAndNothingElse(t *testing.T) {
	usually := usual()
	usually.Settings = control.Settings{"resend": "ignore", "activationCodeLength": 6}
	tests := map[string]struct {
		patch string
		want  func(*control.Environment)
	}{
		"nothing":       {`{}`, func(*control.Environment) {}},
		"one setting":   {`{"settings":{"refusals":"silent"}}`, func(e *control.Environment) { e.Settings["refusals"] = "silent" }},
		"another value": {`{"settings":{"resend":"repeat"}}`, func(e *control.Environment) { e.Settings["resend"] = "repeat" }},
		"the default":   {`{"settings":{"activationCodeLength":8}}`, func(e *control.Environment) { delete(e.Settings, "activationCodeLength") }},
		"no settings":   {`{"settings":null}`, func(e *control.Environment) { e.Settings = nil }},
		"no setting":    {`{"settings":{"resend":null}}`, func(e *control.Environment) { delete(e.Settings, "resend") }},
		"no language":   {`{"language":null}`, func(e *control.Environment) { e.Language = "nl" }},
		"the language":  {`{"language":"en"}`, func(e *control.Environment) { e.Language = "en" }},
		"the users": {`{"users":[{"id":"1.x"}],"userGroups":[]}`, func(e *control.Environment) {
			e.Users, e.UserGroups = []control.User{{ID: "1.x"}}, nil
			e.AppConnectors[0].UserGroup = ""
		}},
		"a masked key": {`{"environmentKey":"` + environmentKey[:4] + `…"}`, func(*control.Environment) {}},
		"its own code": {`{"code":"O12345AA"}`, func(*control.Environment) {}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			put := usually
			put.Settings = control.Settings{"resend": "ignore", "activationCodeLength": 6}
			if name == "the users" { // whose group goes
				put.AppConnectors = []control.AppConnector{put.AppConnectors[0]}
				put.AppConnectors[0].UserGroup = ""
			}
			before, err := w.client.PutEnvironment(t.Context(), put)
			require.NoError(t, err)
			patched := w.send(http.MethodPatch, "/environments/O12345AA?reveal=true", test.patch)
			require.Equal(t, http.StatusOK, patched.status, patched.body)
			test.want(&before)
			after, err := w.client.Environment(t.Context(), "O12345AA")
			require.NoError(t, err)
			require.Equal(t, before, after)
		})
	}
}

func TestPatchesThatAreRefused(t *testing.T) {
	for name, test := range map[string]struct {
		code, patch string
		status      int
		says        string
	}{
		"unknown environment":  {"T99999ZZ", `{}`, http.StatusNotFound, "unknown environment"},
		"another code":         {"O12345AA", `{"code":"T12345AA"}`, http.StatusUnprocessableEntity, "the code of the path"},
		"unknown setting":      {"O12345AA", `{"settings":{"refusal":"silent"}}`, http.StatusUnprocessableEntity, "refusal"},
		"wrong value":          {"O12345AA", `{"settings":{"refusals":"loud"}}`, http.StatusUnprocessableEntity, "refusals"},
		"a group that is gone": {"O12345AA", `{"userGroups":[]}`, http.StatusUnprocessableEntity, "userGroup"},
		"unknown field":        {"O12345AA", `{"user":[]}`, http.StatusUnprocessableEntity, "user"},
		"another casing":       {"O12345AA", `{"Language":"en"}`, http.StatusUnprocessableEntity, "expected language; casing counts"},
		"both casings":         {"O12345AA", `{"users":[],"Users":[]}`, http.StatusUnprocessableEntity, "expected users; casing counts"},
		"no JSON":              {"O12345AA", `x`, http.StatusBadRequest, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			before, err := w.client.Environment(t.Context(), "O12345AA")
			require.NoError(t, err)
			refused := w.send(http.MethodPatch, "/environments/"+test.code, test.patch)
			require.Equal(t, test.status, refused.status, refused.body)
			require.Contains(t, refused.body, test.says)
			after, err := w.client.Environment(t.Context(), "O12345AA")
			require.NoError(t, err)
			require.Equal(t, before, after)
		})
	}
}

// Two who patch at the same time don't undo each other's change.
func TestPatchesAtTheSameTime(t *testing.T) {
	w := newWorld(t)
	var patching sync.WaitGroup
	for _, settings := range []control.Settings{{"resend": "repeat"}, {"refusals": "silent"}, {"missingDescription": "allow"}, {"userIdCase": "exact"}} {
		patching.Go(func() {
			if _, err := w.client.PatchEnvironment(t.Context(), "O12345AA", control.Environment{Settings: settings}); err != nil {
				t.Error(err)
			}
		})
	}
	patching.Wait()
	after, err := w.client.Environment(t.Context(), "O12345AA")
	require.NoError(t, err)
	require.Len(t, after.Settings, 4)
}

func TestAPatchMayComeAsItsOwnType(t *testing.T) {
	w := newWorld(t)
	patched := w.send(http.MethodPatch, "/environments/O12345AA", `{"language":"en"}`, "Content-Type", "application/merge-patch+json")
	require.Equal(t, http.StatusOK, patched.status, patched.body)
}

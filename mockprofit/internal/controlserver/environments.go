package controlserver

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/profit"
)

// environments registers the operations on environments and what they hold.
func (s *server) environments() {
	huma.Register(s.api, s.operation(http.MethodGet, "/environments", "listEnvironments", "List the codes of all environments"),
		func(context.Context, *struct{}) (*answer[[]string], error) {
			return body(append([]string{}, s.Tenants.Codes()...)), nil // never null
		})

	create := s.operation(http.MethodPost, "/environments", "createEnvironment", "Make a new environment, with what its document leaves out made up")
	create.Description = "Without a code one is chosen. Where it has neither users nor user groups nor app connectors there will be one of each, such that the user may request an activation code. An empty body will do; add reveal=true to see the keys."
	create.DefaultStatus = http.StatusCreated
	create.Errors = append(create.Errors, http.StatusConflict)
	huma.Register(s.api, create, s.createEnvironment)

	put := s.operation(http.MethodPut, "/environments/{code}", "putEnvironment", "Make or change an environment")
	put.Description = "Keys that are left out or masked stay as they are or are generated. Activation codes and tokens stay as long as their user and app connector do; delete the environment first to start afresh."
	put.Errors = append(put.Errors, http.StatusConflict)
	huma.Register(s.api, put, s.putEnvironment)

	patch := s.operation(http.MethodPatch, "/environments/{code}", "patchEnvironment", "Change a part of an environment")
	patch.Description = "What the document has replaces what the environment had: a list as a whole, settings one by one. All else stays."
	patch.Errors = append(patch.Errors, http.StatusConflict)
	huma.Register(s.api, patch, s.patchEnvironment)

	huma.Register(s.api, s.operation(http.MethodGet, "/environments/{code}", "getEnvironment", "Read an environment"),
		func(_ context.Context, input *struct {
			EnvironmentPath
			Revealing
		}) (*answer[control.Environment], error) {
			return s.environment(input.Code, input.Reveal)
		})

	remove := s.operation(http.MethodDelete, "/environments/{code}", "deleteEnvironment", "Delete an environment with everything in it")
	remove.DefaultStatus = http.StatusNoContent
	huma.Register(s.api, remove, func(_ context.Context, input *EnvironmentPath) (*struct{}, error) {
		return nil, problem(s.Tenants.Remove(input.Code))
	})

	reset := s.operation(http.MethodPost, "/environments/{code}/reset", "resetEnvironment", "Make an environment what it was when it was first put")
	reset.Description = "Activation codes, tokens, e-mails and exchanges of the environment are dropped; its clock shows the real time. Keys are those it had at first."
	reset.Errors = append(reset.Errors, http.StatusConflict)
	huma.Register(s.api, reset, s.resetEnvironment)

	withdraw := s.operation(http.MethodDelete, "/environments/{code}/user-tokens/{number}", "deleteUserToken", "Delete a user token, as an administrator does")
	withdraw.DefaultStatus = http.StatusNoContent
	huma.Register(s.api, withdraw, s.deleteUserToken)
	huma.Register(s.api, s.operation(http.MethodGet, "/environments/{code}/user-tokens", "listUserTokens", "List the user tokens, the oldest first"), s.userTokens)
	huma.Register(s.api, s.operation(http.MethodGet, "/environments/{code}/activation-codes", "listActivationCodes", "List the live activation codes, the oldest first"), s.activationCodes)
}

type createInput struct {
	Revealing
	Body *control.Environment // a pointer: there may be none
}

type createOutput struct {
	Location string `header:"Location" doc:"Path of the environment"`
	Body     control.Environment
}

func (s *server) createEnvironment(_ context.Context, input *createInput) (*createOutput, error) {
	var document control.Environment
	if input.Body != nil {
		document = *input.Body
	}
	code, err := s.Tenants.Create(unmasked(document))
	if err != nil {
		return nil, problem(err)
	}
	made, err := s.environment(code, input.Reveal)
	if err != nil {
		return nil, err
	}
	return &createOutput{Location: "/environments/" + code, Body: made.Body}, nil
}

type putInput struct {
	EnvironmentPath
	Revealing
	Body control.Environment
}

type putOutput struct {
	Status int
	Body   control.Environment
}

func (s *server) putEnvironment(_ context.Context, input *putInput) (*putOutput, error) {
	document := input.Body
	if document.Code != "" && document.Code != input.Code {
		return nil, wrongCode(input.Code, document.Code)
	}
	document.Code = input.Code
	created, err := s.Tenants.Put(unmasked(document))
	if err != nil {
		return nil, problem(err)
	}
	put, err := s.environment(document.Code, input.Reveal)
	if err != nil {
		return nil, err
	}
	output := &putOutput{Status: http.StatusOK, Body: put.Body}
	if created {
		output.Status = http.StatusCreated
	}
	return output, nil
}

type patchInput struct {
	EnvironmentPath
	Revealing
	RawBody []byte
	Body    control.Environment // has been checked by its schema
}

func (s *server) patchEnvironment(_ context.Context, input *patchInput) (*answer[control.Environment], error) {
	if input.Body.Code != "" && input.Body.Code != input.Code {
		return nil, wrongCode(input.Code, input.Body.Code)
	}
	err := s.Tenants.Change(input.Code, func(current control.Environment) (control.Environment, error) {
		patched, err := merged(current, input.RawBody)
		return unmasked(patched), err
	})
	if err != nil {
		return nil, problem(err)
	}
	return s.environment(input.Code, input.Reveal)
}

func (s *server) resetEnvironment(_ context.Context, input *struct {
	EnvironmentPath
	Revealing
}) (*answer[control.Environment], error) {
	if err := s.Tenants.Reset(input.Code); err != nil {
		return nil, problem(err)
	}
	return s.environment(input.Code, input.Reveal)
}

func (s *server) deleteUserToken(_ context.Context, input *struct {
	EnvironmentPath
	Number int `path:"number" doc:"Number of the token, as it is listed" example:"1"`
}) (*struct{}, error) {
	found, err := s.Tenants.Find(input.Code)
	if err != nil {
		return nil, problem(err)
	}
	if !found.DeleteUserToken(input.Number) {
		return nil, huma.Error404NotFound(fmt.Sprintf("the environment has no user token with the number %d; it was deleted already, or see the list of user tokens", input.Number))
	}
	return nil, nil
}

func wrongCode(expected, got string) error {
	return huma.Error422UnprocessableEntity("the document is wrong; nothing was changed",
		&huma.ErrorDetail{Location: "body.code", Message: fmt.Sprintf("expected %s, the code of the path, or none; got %.100q", expected, got)})
}

// environment answers with the environment as it is now. One that was made or
// changed just before may have been deleted meanwhile.
func (s *server) environment(code string, reveal bool) (*answer[control.Environment], error) {
	found, err := s.Tenants.Find(code)
	if err != nil {
		return nil, problem(err)
	}
	document := found.Document()
	if !reveal {
		document = maskDocument(document)
	}
	return body(document), nil
}

func (s *server) userTokens(_ context.Context, input *EnvironmentPath) (*answer[[]control.UserToken], error) {
	found, err := s.Tenants.Find(input.Code)
	if err != nil {
		return nil, problem(err)
	}
	tokens := []control.UserToken{}
	for _, token := range found.UserTokens() {
		tokens = append(tokens, control.UserToken{
			Number: token.Number, UserID: token.UserID, AppConnector: token.AppConnector, Description: token.Description,
			IssuedOn: token.IssuedOn, LastUsedOn: unlessZero(token.LastUsedOn), ValidUntil: unlessZero(token.ValidUntil),
		})
	}
	return body(tokens), nil
}

func (s *server) activationCodes(_ context.Context, input *struct {
	EnvironmentPath
	Revealing
}) (*answer[[]control.ActivationCode], error) {
	found, err := s.Tenants.Find(input.Code)
	if err != nil {
		return nil, problem(err)
	}
	codes := []control.ActivationCode{}
	for _, code := range found.ActivationCodes() {
		codes = append(codes, activationCode(code, input.Reveal))
	}
	return body(codes), nil
}

func activationCode(code profit.ActivationCode, reveal bool) control.ActivationCode {
	clear := code.Code
	if !reveal {
		clear = mask(clear)
	}
	return control.ActivationCode{
		Code: clear, UserID: code.UserID, AppConnector: code.AppConnector, Description: code.Description,
		IssuedAt: code.IssuedAt, ExpiresAt: code.ExpiresAt, WrongAttempts: code.WrongAttempts,
	}
}

func unlessZero(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

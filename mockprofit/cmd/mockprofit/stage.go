package main

import (
	"cmp"
	"fmt"
	"strings"

	"profitbdd/mockprofit/control"
)

// mostObstacles is how many app connectors are told why they are of no use.
const mostObstacles = 3

// stage is an environment as it is announced: with an example, or with what
// stands in the way of one.
type stage struct {
	Code, Kind string
	Example    *example
	Obstacle   string
}

// example is a user for whom a request succeeds.
type example struct {
	User, AppConnector, APIKey, EnvironmentKey string
}

// stageOf looks for the first app connector that somebody can use.
func stageOf(environment control.Environment) stage {
	result := stage{Code: environment.Code, Kind: kindOf(environment.Code)}
	switch {
	case environment.MailServer == "none":
		result.Obstacle = "mailServer is none"
		return result
	case len(environment.AppConnectors) == 0:
		result.Obstacle = "it has no app connector"
		return result
	}
	usable := usableUsers(environment)
	var obstacles []string
	for _, connector := range environment.AppConnectors {
		user, obstacle := userOf(connector, environment.UserGroups, usable)
		if obstacle == "" {
			result.Example = &example{
				User: user, AppConnector: connector.ID, APIKey: connector.APIKey, EnvironmentKey: environment.EnvironmentKey,
			}
			return result
		}
		obstacles = append(obstacles, obstacle)
	}
	if rest := len(obstacles) - mostObstacles; rest > 0 {
		obstacles = append(obstacles[:mostObstacles], fmt.Sprintf("and %d more", rest))
	}
	result.Obstacle = strings.Join(obstacles, "; ")
	return result
}

// userOf returns the first user who can use the app connector, or why nobody
// can.
func userOf(connector control.AppConnector, groups []control.UserGroup, usable func(id string) bool) (user, obstacle string) {
	name := "app connector " + connector.ID
	switch {
	case connector.Blocked == nil || *connector.Blocked:
		return "", name + " is blocked"
	case connector.UserGroup == "":
		return "", name + " has no user group"
	}
	for _, group := range groups {
		if group.ID != connector.UserGroup {
			continue
		}
		if len(group.Members) == 0 {
			return "", fmt.Sprintf("no user is in %s, the user group of %s", group.ID, name)
		}
		for _, member := range group.Members {
			if usable(member) {
				return member, ""
			}
		}
	}
	return "", fmt.Sprintf("every user in %s, the user group of %s, is blocked or has no valid address", connector.UserGroup, name)
}

// usableUsers tells by id who is not blocked and can receive an e-mail.
func usableUsers(environment control.Environment) func(id string) bool {
	form := strings.ToLower
	if environment.Settings["userIdCase"] == "exact" {
		form = func(id string) string { return id }
	}
	usable := make(map[string]bool, len(environment.Users))
	for _, user := range environment.Users {
		usable[form(user.ID)] = !user.Blocked && user.Email != "" && !user.AllowInvalidEmail
	}
	return func(id string) bool { return usable[form(id)] }
}

// kindOf tells what the first letter of an environment's code means (documented).
func kindOf(code string) string {
	kinds := map[byte]string{'T': "test", 'A': "accept"}
	return cmp.Or(kinds[code[0]], "production")
}

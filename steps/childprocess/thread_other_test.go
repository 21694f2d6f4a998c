//go:build !linux

package childprocess_test

import "testing"

// onThreadThatEnds has no use on this system.
func onThreadThatEnds(*testing.T, func()) {}

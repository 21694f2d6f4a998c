package environmentfile

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/spelling"
)

// shape compares a YAML tree with the type that it is to become. The library
// alone would stop at the first mistake, and would turn 1.10 into the text
// "1.1". What does not fit is noted and taken out of the tree, or mended, so
// that the rest can be read and checked too.
type shape struct {
	file     string
	root     ast.Node       // what is left to read, nil when nothing is
	lines    map[string]int // where each field stands, by its path in writing
	mistakes []*Mistake
	wrong    map[string]bool // fields that a mistake was noted for
	anchors  map[string]ast.Node
	visited  map[visit]bool // what aliases name, so that they may name each other
}

type visit struct {
	node ast.Node
	kind reflect.Type
}

// shapeOf notes all in which the tree below root isn't of the type.
func shapeOf(file string, root ast.Node, kind reflect.Type) *shape {
	s := &shape{
		file: file, lines: make(map[string]int), wrong: make(map[string]bool),
		anchors: make(map[string]ast.Node), visited: make(map[visit]bool),
	}
	ast.Walk(s, root)
	s.root = s.fit(root, kind, nil)
	return s
}

// Visit implements [ast.Visitor]: it finds the anchors.
func (s *shape) Visit(node ast.Node) ast.Visitor {
	if anchor, isAnchor := node.(*ast.AnchorNode); isAnchor {
		s.anchors[anchor.Name.GetToken().Value] = anchor.Value
	}
	return s
}

// line tells where a field stands, or the nearest thing around it when it is
// missing.
func (s *shape) line(path []any) int {
	for length := len(path); length > 0; length-- {
		if line, found := s.lines[field(path[:length])]; found {
			return line
		}
	}
	return 1
}

// spoilt reports whether a mistake was noted for the field or for what it is
// in, so that what a check says of it is but a consequence.
func (s *shape) spoilt(path []any) bool {
	for length := range len(path) + 1 {
		if s.wrong[field(path[:length])] {
			return true
		}
	}
	return false
}

func (s *shape) note(node ast.Node, path []any, format string, arguments ...any) {
	s.wrong[field(path)] = true
	s.mistakes = append(s.mistakes, &Mistake{File: s.file, Line: firstLine(node), Field: field(path), Message: fmt.Sprintf(format, arguments...)})
}

// fit returns the node as it may be read, nil when it can't be.
func (s *shape) fit(node ast.Node, kind reflect.Type, path []any) ast.Node {
	s.lines[field(path)] = firstLine(node)
	switch node := node.(type) {
	case *ast.AnchorNode:
		if node.Value = s.fit(node.Value, kind, path); node.Value == nil {
			return nil
		}
		return node
	case *ast.AliasNode:
		target := s.anchors[node.Value.GetToken().Value]
		if target == nil || s.visited[visit{target, kind}] {
			return node // one that names nothing is told when it is read
		}
		s.visited[visit{target, kind}] = true
		if s.fit(target, kind, path) == nil {
			return nil
		}
		return node
	case *ast.TagNode:
		if kind.Kind() != reflect.String || node.Start.Value != "!!str" {
			s.note(node, path, "expected no tag, got %.100q; leave it out", node.Start.Value)
			return nil
		}
		return node
	}
	switch kind.Kind() {
	case reflect.Pointer:
		return s.fit(node, kind.Elem(), path)
	case reflect.String:
		return s.text(node, path)
	case reflect.Bool:
		return s.boolean(node, path)
	case reflect.Slice:
		return s.list(node, kind.Elem(), path)
	}
	return s.fields(node, kind, path)
}

// text mends a number by taking it as it is written, so that what refers to it
// is not reported too.
func (s *shape) text(node ast.Node, path []any) ast.Node {
	switch node := node.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return node
	case *ast.NullNode:
		s.note(node, path, "expected a text, got nothing; leave the field out, or put quotes around what is meant")
		return nil
	case *ast.MappingNode, *ast.SequenceNode:
		s.note(node, path, "expected a text, got %s", described(node))
		return nil
	}
	s.note(node, path, "expected a text, got %s; put quotes around it", described(node))
	return ast.String(node.GetToken())
}

func (s *shape) boolean(node ast.Node, path []any) ast.Node {
	if _, fits := node.(*ast.BoolNode); fits {
		return node
	}
	s.note(node, path, "expected true or false, got %s", described(node))
	return nil
}

func (s *shape) list(node ast.Node, kind reflect.Type, path []any) ast.Node {
	switch node := node.(type) {
	case *ast.NullNode:
		return node // nothing was listed
	case *ast.SequenceNode:
		for i, value := range node.Values {
			if node.Values[i] = s.fit(value, kind, append(slices.Clip(path), i)); node.Values[i] == nil {
				node.Values[i] = ast.Null(value.GetToken()) // the others keep their place
			}
		}
		return node
	}
	s.note(node, path, "expected a list, got %s", described(node))
	return nil
}

// fields fits a mapping into a struct, or into a map whose values are checked
// elsewhere.
func (s *shape) fields(node ast.Node, kind reflect.Type, path []any) ast.Node {
	mapping, isMapping := node.(*ast.MappingNode)
	_, isNull := node.(*ast.NullNode)
	switch {
	case isNull && kind.Kind() == reflect.Map:
		return node
	case !isMapping && kind.Kind() == reflect.Map:
		s.note(node, path, "expected names with values, got %s", described(node))
		return nil
	case !isMapping:
		s.note(node, path, "expected the fields %s; got %s", strings.Join(names(kind), ", "), described(node))
		return nil
	}
	mapping.Values = slices.DeleteFunc(mapping.Values, func(pair *ast.MappingValueNode) bool {
		return !s.fitPair(pair, kind, path)
	})
	return mapping
}

// fitPair reports whether a field and its value may be read.
func (s *shape) fitPair(pair *ast.MappingValueNode, kind reflect.Type, path []any) bool {
	if _, isMerge := pair.Key.(*ast.MergeKeyNode); isMerge {
		return s.merge(pair.Value, kind, path)
	}
	name := pair.Key.GetToken().Value
	inside := append(slices.Clip(path), name)
	if kind.Kind() == reflect.Map {
		s.lines[field(inside)] = firstLine(pair.Value)
		return true
	}
	if wanted, found := typeOf(kind, name); found {
		pair.Value = s.fit(pair.Value, wanted, inside)
		return pair.Value != nil
	}
	message := fmt.Sprintf("unknown field %.100q; ", name)
	if meant := spelling.Nearest(name, names(kind)); meant != "" {
		s.wrong[field(append(slices.Clip(path), meant))] = true // that it is missing need not be told too
		message += fmt.Sprintf("did you mean %s?", meant)
	} else {
		message += "the fields here are " + strings.Join(names(kind), ", ")
	}
	s.mistakes = append(s.mistakes, &Mistake{File: s.file, Line: firstLine(pair.Key), Message: message})
	return false
}

// merge fits what a merge key adds: one alias or several.
func (s *shape) merge(node ast.Node, kind reflect.Type, path []any) bool {
	line := s.lines[field(path)]
	defer func() { s.lines[field(path)] = line }()
	if several, isList := node.(*ast.SequenceNode); isList {
		for _, value := range several.Values {
			if s.fit(value, kind, path) == nil {
				return false
			}
		}
		return true
	}
	return s.fit(node, kind, path) != nil
}

// names lists the fields of a struct as YAML writes them.
func names(kind reflect.Type) []string {
	var list []string
	for i := range kind.NumField() {
		name, _, _ := strings.Cut(kind.Field(i).Tag.Get("yaml"), ",")
		list = append(list, name)
	}
	return list
}

func typeOf(kind reflect.Type, name string) (reflect.Type, bool) {
	if i := slices.Index(names(kind), name); i >= 0 {
		return kind.Field(i).Type, true
	}
	return nil, false
}

// described names what stands where something else is expected. Numbers are
// not repeated: they may be a key without quotes.
func described(node ast.Node) string {
	switch node := node.(type) {
	case *ast.NullNode:
		return "nothing"
	case *ast.BoolNode:
		return fmt.Sprint(node.Value)
	case *ast.StringNode:
		return fmt.Sprintf("the text %.100q", node.Value)
	case *ast.LiteralNode:
		return "a text"
	case *ast.MappingNode:
		return "fields"
	case *ast.SequenceNode:
		return "a list"
	}
	return "a number"
}

func field(path []any) string { return control.Problem{Path: path}.Field() }

// firstLine returns the line on which a node starts. The token of a mapping is
// its first colon, which stands on the line of its first key.
func firstLine(node ast.Node) int {
	if token := node.GetToken(); token != nil && token.Position != nil {
		return token.Position.Line
	}
	return 1
}

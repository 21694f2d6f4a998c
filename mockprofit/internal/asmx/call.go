package asmx

import (
	"strconv"
	"strings"
)

// Call is what an operation is invoked with.
type Call struct {
	Exchange  *Exchange
	Arguments []Argument // one for each parameter, in WSDL order
}

// String returns the argument of the parameter named, nil when it is null or there is no such parameter.
func (c *Call) String(name string) *string {
	for i := range c.Arguments {
		if c.Arguments[i].Name == name {
			return c.Arguments[i].Value
		}
	}
	return nil
}

// Int returns the argument of a parameter of type Int, 0 when it is missing. A value that is no number never gets here.
func (c *Call) Int(name string) int {
	value := c.String(name)
	if value == nil {
		return 0
	}
	number, err := parseInt(*value)
	if err != nil {
		return 0
	}
	return int(number)
}

// parseInt reads an s:int as .NET does: a sign, and white space around it, are allowed (XmlConvert.ToInt32).
func parseInt(text string) (int32, error) {
	number, err := strconv.ParseInt(strings.Trim(text, " \t\r\n"), 10, 32)
	return int32(number), err
}

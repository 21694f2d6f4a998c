package asmx

// service is a description with what is looked up in it.
type service struct {
	*Service
	operations map[string]*operation // by name
	actions    map[string]*operation
}

// operation is a described operation of a service.
type operation struct {
	*Operation
}

func newService(description *Service) *service {
	s := &service{
		Service:    description,
		operations: make(map[string]*operation, len(description.Operations)),
		actions:    make(map[string]*operation, len(description.Operations)),
	}
	for i := range description.Operations {
		o := &operation{Operation: &description.Operations[i]}
		s.operations[o.Name] = o
		s.actions[description.Action(o.Name)] = o
	}
	return s
}

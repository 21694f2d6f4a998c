package mockprocess

// ID is the number that the system gave the mock's process.
func (p *Process) ID() int { return p.child.ID() }

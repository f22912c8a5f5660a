package bot

import (
	"waymark/bot/directory"
	"waymark/bot/directory/place"
)

// Ground is what the bot knows of places at a moment: it does not change, and an import makes a new one.
type Ground struct {
	// Directory holds the services; nil is that there is no list.
	Directory *directory.Directory
	// Places turns what people type into a place.
	Places *place.Finder
	// ShowExample lets people see the invented services of an example directory. It is for a terminal and for tests: on
	// a real channel nobody may be sent to a place that is not there, so what is not set is safe.
	ShowExample bool
}

// usable says whether anybody may be sent to what is in it.
func (g *Ground) usable() bool {
	return g != nil && g.Directory != nil && g.Places != nil && (g.ShowExample || !g.Directory.Example())
}

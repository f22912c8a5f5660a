package main

import "waymark/bot"

// openDoors reads imported services, places and bank holidays at the start. What cannot be read is left out, and that is said: people
// are answered all the same.
func (p *program) openDoors() error {
	a, err := p.settings.atlas()
	if err != nil {
		return err
	}
	p.doors.Store(a.ground(false))
	p.health.set("directory", len(a.damaged) == 0)
	switch {
	case len(a.damaged) > 0:
		p.log.say("some of the imported services, places or bank holidays cannot be read; waymark doctor says which, and what is used instead")
	case a.services.Example():
		p.log.say("no services were imported: people are given national lines")
	}
	return nil
}

// ground is what the bot asks for with each message.
func (p *program) ground() *bot.Ground { return p.doors.Load() }

// reloadDoors reads them anew. If anything cannot be read, all of what is in use stays.
func (p *program) reloadDoors() {
	a, err := p.settings.atlas()
	if err != nil || len(a.damaged) > 0 {
		p.health.set("directory", false)
		p.log.say("services and places were not reloaded: something cannot be read, and waymark doctor says what; the ones in use stay")
		return
	}
	p.doors.Store(a.ground(false))
	p.health.set("directory", true)
	p.log.say("services and places reloaded")
}

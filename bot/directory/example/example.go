// Package example is a directory of invented services in a few towns, so that a lookup can be tried with nothing
// installed. Every name in it says EXAMPLE, its telephone numbers are those that Ofcom keeps for drama, and nobody may be sent to any of
// it on a real channel: Directory.Example says so.
package example

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"waymark/bot/directory"
	"waymark/bot/directory/hours"
	"waymark/bot/directory/intake"
)

//go:embed services.json
var services string

// Open gives the directory.
func Open(c *hours.Calendar) (*directory.Directory, error) {
	batch, err := intake.OpenReferral(context.Background(), strings.NewReader(services), intake.Options{})
	if err != nil {
		return nil, fmt.Errorf("the example directory: %w", err)
	}
	if batch.Bad > 0 || len(batch.Services) != batch.Records {
		return nil, errors.New("the example directory has records that cannot be used")
	}
	source := directory.Source{Name: "example", Format: intake.ORUK.String(), Licence: "EXAMPLE: every service in it is invented"}
	for i := range batch.Services {
		batch.Services[i].Source = source.Name
	}
	return directory.New(batch.Services, []directory.Source{source}, directory.Config{Calendar: c, Example: true})
}

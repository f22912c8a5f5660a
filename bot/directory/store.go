package directory

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// The files of a store.
const (
	FileName         = "services.waymark"
	PreviousFileName = "services.previous.waymark"
)

// largestFile is more than MostServices can take, in bytes.
const largestFile = 512 << 20

// Store is the folder that the directory's file is in. Readers need no lock: a file is replaced in one step, and what was
// read does not change.
type Store struct{ folder string }

// StoreIn gives the store in a folder, which need not exist yet.
func StoreIn(folder string) Store { return Store{folder} }

// Why an import is refused. The file that was there before stays.
var (
	ErrNothing = errors.New("no service could be used")
	ErrShrunk  = errors.New("the new data have less than half of the services that this source had; to use them all the same, say so")
	ErrBusy    = errors.New("another import has written the directory meanwhile; start again")
	ErrTwice   = errors.New("two services have the same id")
	ErrFull    = fmt.Errorf("a directory holds at most %d services", MostServices)
)

// Load reads the directory's file. Where there is none, the error is fs.ErrNotExist. Where it is damaged and the one before it is
// not, the snapshot is that one's and the error says so: use the one and report the other.
func (s Store) Load() (Snapshot, error) {
	snapshot, err := read(filepath.Join(s.folder, FileName))
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return snapshot, err
	}
	err = fmt.Errorf("%s: %w", FileName, err)
	previous, err2 := read(filepath.Join(s.folder, PreviousFileName))
	if err2 != nil {
		return Snapshot{}, err
	}
	return previous, fmt.Errorf("%w; the previous one is in use", err)
}

// Open loads the directory's file and makes it ready to be asked. As with Load, there can be a directory and an error:
// use the one and report the other. Without a file it is fs.ErrNotExist and no directory.
func (s Store) Open(c Config) (*Directory, error) {
	snapshot, err := s.Load()
	if err != nil && len(snapshot.Services) == 0 {
		return nil, err
	}
	d, err2 := New(snapshot.Services, snapshot.Sources, c)
	if err2 != nil {
		return nil, err2
	}
	return d, err
}

// read never says more of a path than the system's own words about it.
func read(path string) (Snapshot, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > largestFile {
		return Snapshot{}, errDamaged
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return Snapshot{}, bare(err)
	}
	return unpack(b)
}

func bare(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}

// Stamp tells one version of the file from another without reading it. It is empty where there is none.
func (s Store) Stamp() string {
	info, err := os.Stat(filepath.Join(s.folder, FileName))
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d", info.ModTime().UnixNano(), info.Size())
}

// Change is what an import does to the services of its source.
type Change struct {
	Before, After              int // services of this source
	Added, Changed, Gone, Same []string
}

// Replace puts the services in the place of all that the source had, or refuses and changes nothing. The services of other
// sources stay. What was there before stays as the previous file, unless nothing changed: then only the source's
// dates are new. The change is worked out also when it is refused.
func (s Store) Replace(source Source, services []Service, acceptShrink bool) (Change, error) {
	stamp := s.Stamp()
	old, err := s.Load()
	if err != nil && !errors.Is(err, fs.ErrNotExist) && len(old.Services) == 0 {
		return Change{}, fmt.Errorf("%w; move it away to start anew", err)
	}
	next := Snapshot{Services: slices.Clone(services)}
	for i := range next.Services {
		next.Services[i].Source = source.Name
	}
	change := difference(source.Name, old.Services, next.Services)
	switch {
	case change.After == 0:
		return change, ErrNothing
	case len(change.Added)+len(change.Changed)+len(change.Same) != countIDs(services):
		return change, ErrTwice
	case change.After*2 < change.Before && !acceptShrink:
		return change, ErrShrunk
	}
	for _, service := range old.Services {
		if service.Source != source.Name {
			next.Services = append(next.Services, service)
		}
	}
	next.Sources = append(next.Sources, source)
	for _, other := range old.Sources {
		if other.Name != source.Name {
			next.Sources = append(next.Sources, other)
		}
	}
	if len(next.Services) > MostServices {
		return change, ErrFull
	}
	keep := len(change.Added)+len(change.Changed)+len(change.Gone) > 0
	return change, s.write(pack(next), stamp, keep)
}

func countIDs(services []Service) int {
	ids := make(map[string]bool, len(services))
	for i := range services {
		ids[services[i].ID] = true
	}
	return len(ids)
}

// Remove takes a source out of the directory. It says how many services went with it.
func (s Store) Remove(source string) (int, error) {
	stamp := s.Stamp()
	old, err := s.Load()
	if err != nil {
		return 0, err
	}
	next := Snapshot{
		Services: slices.DeleteFunc(slices.Clone(old.Services), func(service Service) bool { return service.Source == source }),
		Sources:  slices.DeleteFunc(slices.Clone(old.Sources), func(other Source) bool { return other.Name == source }),
	}
	n := len(old.Services) - len(next.Services)
	if len(next.Sources) == len(old.Sources) && n == 0 {
		return 0, nil
	}
	return n, s.write(pack(next), stamp, true)
}

// difference names the services of a source that come, go, differ and stay.
func difference(source string, old, next []Service) Change {
	before := map[string]*Service{}
	for i := range old {
		if old[i].Source == source {
			before[old[i].ID] = &old[i]
		}
	}
	c := Change{Before: len(before), After: len(next)}
	seen := map[string]bool{}
	for i := range next {
		n := &next[i]
		seen[n.ID] = true
		was, ok := before[n.ID]
		switch {
		case !ok:
			c.Added = append(c.Added, n.Name)
		case sameService(was, n):
			c.Same = append(c.Same, n.Name)
		default:
			c.Changed = append(c.Changed, n.Name)
		}
	}
	for i := range old {
		if old[i].Source == source && !seen[old[i].ID] {
			c.Gone = append(c.Gone, old[i].Name)
		}
	}
	return c
}

// write puts a new file in the old one's place: all of it or nothing, whatever stops the program. Only what has been
// written to the disk and read back gets there.
func (s Store) write(file []byte, stamp string, keep bool) (err error) {
	if err := os.MkdirAll(s.folder, 0o755); err != nil {
		return bare(err)
	}
	if now, err := os.ReadFile(filepath.Join(s.folder, FileName)); err == nil && bytes.Equal(now, file) {
		return nil
	}
	leftovers, _ := filepath.Glob(filepath.Join(s.folder, "services.new.*")) // of an import that was killed
	for _, name := range leftovers {
		_ = os.Remove(name)
	}
	temp, err := os.CreateTemp(s.folder, "services.new.*")
	if err != nil {
		return bare(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temp.Name()) // what is left of a failure, if anything
		}
	}()
	_, err = temp.Write(file)
	if err == nil {
		err = temp.Chmod(0o644)
	}
	if err == nil {
		err = temp.Sync()
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return bare(err)
	}
	if _, err = read(temp.Name()); err != nil {
		return fmt.Errorf("the new file cannot be read back: %w", err)
	}
	if s.Stamp() != stamp {
		return ErrBusy
	}
	current := filepath.Join(s.folder, FileName)
	if keep && stamp != "" {
		if err = s.keepPrevious(current); err != nil {
			return bare(err)
		}
	}
	if err = os.Rename(temp.Name(), current); err != nil {
		return bare(err)
	}
	return syncFolder(s.folder)
}

// keepPrevious gives the current file a second name, so that at no moment there is no current file. A damaged one does
// not displace a good one.
func (s Store) keepPrevious(current string) error {
	if _, err := read(current); err != nil {
		return nil
	}
	name := filepath.Join(s.folder, "services.keep.waymark")
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Link(current, name); err != nil {
		b, err := os.ReadFile(current) // a file system without second names
		if err != nil {
			return err
		}
		if err := os.WriteFile(name, b, 0o644); err != nil {
			return err
		}
	}
	return os.Rename(name, filepath.Join(s.folder, PreviousFileName))
}

// syncFolder makes a rename last through a power cut. Systems that cannot do it say so, and the file is there all the same.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return bare(err)
	}
	_ = f.Sync()
	return bare(f.Close())
}

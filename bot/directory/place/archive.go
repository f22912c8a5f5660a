package place

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
)

// What an archive may hold before it is refused. The largest real one, the ONS Postcode Directory, unpacks to 1.4 GB, six to
// one, from some 200 files; Code-Point Open has 120 files, Open Names 820.
const (
	maxEntries  = 10_000
	maxUnpacked = 4 << 30
	maxRatio    = 200
	// Small files may well pack tighter than that.
	ratioFrom = 1 << 20
)

var (
	errBadZip    = errors.New("the zip file cannot be read; it may be cut short")
	errZipMany   = errors.New("the zip file holds too many files to be one of these")
	errZipBomb   = errors.New("the zip file unpacks to far more than any real one")
	errZipNoData = errors.New("the zip file does not hold what this format has")
)

// part is one file of a source: an entry of an archive, or the source itself.
type part struct {
	name string // lower case, with slashes; empty for the source itself
	size int64  // as far as it says
	open func() (io.ReadCloser, error)
}

// partsOf opens a source; zipped says whether it is an archive.
func partsOf(from Source) (parts []part, zipped bool, err error) {
	head := make([]byte, 4)
	if _, err := from.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, false, bare(err)
	}
	if !bytes.Equal(head, []byte("PK\x03\x04")) {
		return []part{{size: from.Size, open: func() (io.ReadCloser, error) {
			return io.NopCloser(io.NewSectionReader(from, 0, from.Size)), nil
		}}}, false, nil
	}
	if err := countEntries(from); err != nil {
		return nil, true, err
	}
	z, err := zip.NewReader(from, from.Size)
	if err != nil {
		return nil, true, errBadZip
	}
	var total uint64
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		unpacked := f.UncompressedSize64
		if unpacked > maxUnpacked || unpacked > ratioFrom && unpacked/maxRatio > f.CompressedSize64 {
			return nil, true, errZipBomb
		}
		if total += unpacked; total > maxUnpacked {
			return nil, true, errZipBomb
		}
		parts = append(parts, part{name: strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")), size: int64(unpacked),
			open: func() (io.ReadCloser, error) {
				r, err := f.Open()
				if err != nil {
					return nil, errBadZip
				}
				// It may say less than it holds.
				return struct {
					io.Reader
					io.Closer
				}{&exactly{r, int64(unpacked)}, r}, nil
			}})
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.name, b.name) })
	return parts, true, nil
}

// exactly reads up to left bytes and fails where there are more, or where the archive is damaged.
type exactly struct {
	io.Reader
	left int64
}

func (e *exactly) Read(b []byte) (int, error) {
	n, err := e.Reader.Read(b)
	if e.left -= int64(n); e.left < 0 {
		return 0, errZipBomb
	}
	if err != nil && err != io.EOF {
		err = errBadZip
	}
	return n, err
}

// countEntries refuses an archive whose list of entries would fill the memory before it can be looked at. The number
// stands in the record at the end of the file, which a comment of up to 64 KB may follow.
func countEntries(from Source) error {
	const recordSize = 22
	tail := make([]byte, min(from.Size, recordSize+1<<16))
	if _, err := from.ReadAt(tail, from.Size-int64(len(tail))); err != nil && err != io.EOF {
		return bare(err)
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < recordSize {
		return errBadZip
	}
	if little.Uint16(tail[i+10:]) > maxEntries { // 65535 says that there are even more
		return errZipMany
	}
	return nil
}

// in the folder, by any name above it, with that ending
func (p part) in(folder, ending string) bool {
	return strings.HasSuffix(p.name, ending) && strings.Contains("/"+p.name, "/"+folder+"/")
}

package content

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"unicode/utf8"
)

// Limits of one file. A file of cards or a flow that a person can still review is far below them; a wrong
// file named by mistake is above, and the parsers behind us take time that grows with the square of
// what they read (a quarter of a million brackets: half a minute).
const (
	maxFileBytes = 256 << 10
	maxLineBytes = 2000
)

// ReadText reads one file of words or maps: UTF-8, of bounded size, with line ends as "\n" and without a byte
// order mark. Problems name the file as shown. With any problem there is no text.
func ReadText(fsys fs.FS, name, shown string) ([]byte, Problems) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, Problems{{shown, 1, 1, "cannot be read"}}
	}
	defer f.Close()
	var read bytes.Buffer
	if info, err := f.Stat(); err == nil {
		read.Grow(int(min(info.Size(), maxFileBytes)) + bytes.MinRead)
	}
	if _, err := read.ReadFrom(io.LimitReader(f, maxFileBytes+1)); err != nil {
		return nil, Problems{{shown, 1, 1, "cannot be read"}}
	}
	src := read.Bytes()
	if len(src) > maxFileBytes {
		return nil, Problems{{shown, 1, 1, fmt.Sprintf("is larger than %d KiB, which nobody can review: split it, or is it the wrong file?", maxFileBytes>>10)}}
	}
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(src, '\r') >= 0 {
		src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	}
	if ps := unreadable(shown, src); ps != nil {
		return nil, ps
	}
	return src, nil
}

// unreadable finds what no parser should be given.
func unreadable(shown string, src []byte) Problems {
	n := 0
	for line := range bytes.SplitSeq(src, []byte("\n")) {
		n++
		if len(line) > maxLineBytes {
			return Problems{{shown, n, 1, fmt.Sprintf("the line is longer than %d bytes: break it", maxLineBytes)}}
		}
		column := 1
		for len(line) > 0 {
			r, size := rune(line[0]), 1
			if r >= utf8.RuneSelf {
				r, size = utf8.DecodeRune(line)
			}
			if r == utf8.RuneError && size == 1 {
				return Problems{{shown, n, column, "this is not UTF-8: save the file as UTF-8 text"}}
			}
			if r < ' ' && r != '\t' || r == 0x7f {
				return Problems{{shown, n, column, fmt.Sprintf("a control character (U+%04X) stands here: take it out", r)}}
			}
			line, column = line[size:], column+1
		}
	}
	return nil
}

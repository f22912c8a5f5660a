package intent

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// lessonFiles are the files of testdata/understanding that the model learns from, in this order. The files
// aside2.tsv, aside5.tsv, aside6.tsv and aside7.tsv are not among them: they are what the model is judged by.
const lessonFiles = "own.tsv starter.tsv once_aside.tsv once_aside3.tsv once_aside4.tsv more.tsv dev.tsv writer_a.tsv writer_b.tsv writer_c.tsv writer_d.tsv writer_e.tsv writer_f.tsv writer_g.tsv writer_h.tsv writer_k.tsv writer_m.tsv writer_n.tsv writer_q.tsv writer_r.tsv writer_s.tsv grammar.txt contrast.txt sayings.txt"

// TrainFrom makes the model's weights from the lessons in a folder: labelled examples (*.tsv) and sentence patterns
// (*.txt). A file that is not there is passed over.
func (l *Listener) TrainFrom(folder fs.FS) ([]byte, error) {
	var examples, patterns []Example
	for name := range strings.FieldsSeq(lessonFiles) {
		f, err := folder.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(name, ".tsv") {
			more, failed := ReadExamples(f)
			examples, err = append(examples, more...), failed
		} else {
			more, failed := ReadGrammar(f)
			patterns, err = append(patterns, more...), failed
		}
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(examples) == 0 {
		return nil, errors.New("no examples there (own.tsv, starter.tsv, …)")
	}
	return l.Train(examples, patterns), nil
}

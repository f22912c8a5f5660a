package print

import (
	"fmt"

	qrcode "github.com/skip2/go-qrcode"
)

// quietModules is the white border that ISO/IEC 18004 asks for, in modules. qrcode draws it as part of the picture.
const quietModules = 4

// qr draws a code that opens target, as large as the area allows, in its middle. A quarter of it may be damaged (level Q).
// It is always black on white, with a white border, whatever is around it.
func qr(s *Sheet, a area, target string) error {
	code, err := qrcode.New(target, qrcode.High) // the library's name for level Q, 25 %
	if err != nil {
		return fmt.Errorf("make a QR code: %w", err)
	}
	rows := code.Bitmap()
	side := min(a.w, a.h)
	x0, y0, module := a.x+(a.w-side)/2, a.y+(a.h-side)/2, side/float64(len(rows))
	s.box(x0, y0, side, side, white)
	for j, row := range rows {
		for i := 0; i < len(row); {
			if !row[i] {
				i++
				continue
			}
			from := i
			for i < len(row) && row[i] {
				i++
			}
			s.box(x0+float64(from)*module, y0+float64(j)*module, float64(i-from)*module, module, black)
		}
	}
	return nil
}

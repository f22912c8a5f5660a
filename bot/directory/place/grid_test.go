package place

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"
)

// references reads a table of easting, northing, latitude, longitude and name.
func references(t *testing.T, path string) (out []struct {
	east, north float64
	at          Point
	name        string
}) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.Comment, r.LazyQuotes = '\t', '#', true
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 10 {
		t.Fatalf("%s: %d rows, %v", path, len(rows), err)
	}
	for _, row := range rows {
		var v [4]float64
		for i := range v {
			if v[i], err = strconv.ParseFloat(row[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, struct {
			east, north float64
			at          Point
			name        string
		}{v[0], v[1], Point{v[2], v[3]}, row[4]})
	}
	return out
}

func TestGridReferencesComeOutWithinFiveMetres(t *testing.T) {
	for _, table := range []struct {
		path   string
		grid   grid
		within float64 // metres
	}{
		{"testdata/osgb36.tsv", britishGrid, 5},
		{"testdata/irish.tsv", irishGrid, 0.5},
	} {
		var worst, sum float64
		points := references(t, table.path)
		for _, p := range points {
			off := table.grid.point(p.east, p.north).Metres(p.at)
			if off > table.within {
				t.Errorf("%s: %s is %.2f m off", table.path, p.name, off)
			}
			worst, sum = max(worst, off), sum+off
		}
		t.Logf("%s: %d points, mean %.2f m, worst %.2f m", table.path, len(points), sum/float64(len(points)), worst)
	}
}

// The worked example of the Ordnance Survey's guide, annexe C: the projection alone, on its own ellipsoid.
func TestProjectionAgreesWithTheOrdnanceSurveysExample(t *testing.T) {
	const radians = 3.14159265358979323846 / 180
	lat, lon := britishGrid.unproject(651_409.903, 313_177.270)
	wantLat, wantLon := (52+39./60+27.2531/3600)*radians, (1+43./60+4.5177/3600)*radians
	if d := (Point{lat / radians, lon / radians}).Metres(Point{wantLat / radians, wantLon / radians}); d > 0.01 {
		t.Errorf("%.4f m off", d)
	}
}

func TestMetresAgreesWithKnownDistances(t *testing.T) {
	// Vincenty distances on WGS84 between city centres, from the points given here.
	for _, c := range []struct {
		a, b Point
		want float64
	}{
		{Point{51.5074, -0.1278}, Point{55.9533, -3.1883}, 534_334}, // London, Edinburgh
		{Point{49.1880, -2.1049}, Point{60.1550, -1.1450}, 1_222_343},
		{Point{53.7446, -0.3353}, Point{53.7446, -0.3353}, 0},
	} {
		if got := c.a.Metres(c.b); got < c.want*0.994 || got > c.want*1.006 {
			t.Errorf("%v to %v: %.0f m, want %.0f m", c.a, c.b, got, c.want)
		}
	}
}

func BenchmarkGridToDegrees(b *testing.B) {
	for b.Loop() {
		britishGrid.point(534_700, 184_700)
	}
}

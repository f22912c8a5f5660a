package place

import "strings"

// areaTable is every postcode area of the United Kingdom and the Crown dependencies: its letters, its nation (E S
// W N, or the dependency's own letters), whether it crosses into another ("+"), and what people call it.
const areaTable = `
AB S Aberdeen|AL E St Albans|B E Birmingham|BA E Bath|BB E Blackburn|BD E Bradford|BH E Bournemouth|BL E Bolton
BN E Brighton|BR E Bromley|BS E Bristol|BT N Northern Ireland|CA E Carlisle|CB E Cambridge|CF W Cardiff|CH E+ Chester
CM E Chelmsford|CO E Colchester|CR E Croydon|CT E Canterbury|CV E Coventry|CW E Crewe|DA E Dartford|DD S Dundee
DE E Derby|DG S Dumfries|DH E Durham|DL E Darlington|DN E Doncaster|DT E Dorchester|DY E Dudley|E E East London
EC E Central London|EH S Edinburgh|EN E Enfield|EX E Exeter|FK S Falkirk|FY E Blackpool|G S Glasgow|GL E Gloucester
GU E Guildford|HA E Harrow|HD E Huddersfield|HG E Harrogate|HP E Hemel Hempstead|HR E+ Hereford|HS S the Outer Hebrides
HU E Hull|HX E Halifax|IG E Ilford|IP E Ipswich|IV S Inverness|KA S Kilmarnock|KT E Kingston upon Thames
KW S Caithness and Orkney|KY S Kirkcaldy|L E Liverpool|LA E Lancaster|LD W+ Llandrindod Wells|LE E Leicester
LL W+ North Wales|LN E Lincoln|LS E Leeds|LU E Luton|M E Manchester|ME E Medway|MK E Milton Keynes|ML S Motherwell
N E North London|NE E Newcastle|NG E Nottingham|NN E Northampton|NP W+ Newport|NR E Norwich|NW E North West London
OL E Oldham|OX E Oxford|PA S Paisley|PE E Peterborough|PH S Perth|PL E Plymouth|PO E Portsmouth|PR E Preston
RG E Reading|RH E Redhill|RM E Romford|S E Sheffield|SA W Swansea|SE E South East London|SG E Stevenage|SK E Stockport
SL E Slough|SM E Sutton|SN E Swindon|SO E Southampton|SP E Salisbury|SR E Sunderland|SS E Southend|ST E Stoke-on-Trent
SW E South West London|SY E+ Shrewsbury|TA E Taunton|TD S+ the Borders|TF E Telford|TN E Tonbridge|TQ E Torquay
TR E Truro|TS E Teesside|TW E Twickenham|UB E Uxbridge|W E West London|WA E Warrington|WC E Central London
WD E Watford|WF E Wakefield|WN E Wigan|WR E Worcester|WS E Walsall|WV E Wolverhampton|YO E York|ZE S Shetland
IM IM the Isle of Man|JE JE Jersey|GY GY Guernsey
`

// areas is areaTable by its letters; it is built once and never written again.
var areas = readAreas()

func readAreas() map[string]Area {
	all := make(map[string]Area, 124)
	for row := range strings.FieldsFuncSeq(areaTable, func(r rune) bool { return r == '|' || r == '\n' }) {
		letters, rest, _ := strings.Cut(row, " ")
		nation, name, _ := strings.Cut(rest, " ")
		code, border := strings.CutSuffix(nation, "+")
		all[letters] = Area{Letters: letters, Name: name, Nation: nationCodes[code], Border: border}
	}
	return all
}

// nationCodes are the ways in which tables name a nation: our own letters, GeoNames', and the first
// letters of the codes of the Office for National Statistics.
var nationCodes = map[string]Nation{
	"E": England, "ENG": England, "E92000001": England, "ENGLAND": England,
	"S": Scotland, "SCT": Scotland, "S92000003": Scotland, "SCOTLAND": Scotland,
	"W": Wales, "WLS": Wales, "W92000004": Wales, "WALES": Wales, "CYMRU": Wales,
	"N": NorthernIreland, "NIR": NorthernIreland, "N92000002": NorthernIreland, "NORTHERN IRELAND": NorthernIreland,
	"IM": IsleOfMan, "IMN": IsleOfMan, "IOM": IsleOfMan, "M83000003": IsleOfMan, "ISLE OF MAN": IsleOfMan,
	"JE": Jersey, "JEY": Jersey, "JERSEY": Jersey,
	"GG": Guernsey, "GY": Guernsey, "GGY": Guernsey, "GUERNSEY": Guernsey,
}

// Districts that lie in another nation than most of their postcode area, or in two ("+").
var borderTable = map[string]struct {
	nation Nation
	both   bool
}{
	"CH4": {Wales, true}, "CH5": {Wales, false}, "CH6": {Wales, false}, "CH7": {Wales, false}, "CH8": {Wales, false},
	"CH1": {England, true}, "HR3": {England, true}, "HR5": {England, true}, "HR2": {England, true},
	"LD7": {Wales, true}, "LD8": {Wales, true}, "LL13": {Wales, true}, "LL14": {Wales, true},
	"NP16": {Wales, true}, "NP25": {Wales, true}, "GL16": {England, true},
	"SY10": {England, true}, "SY5": {England, true}, "SY13": {England, true}, "SY14": {England, true},
	"SY15": {Wales, true}, "SY16": {Wales, false}, "SY17": {Wales, false}, "SY18": {Wales, false}, "SY19": {Wales, false},
	"SY20": {Wales, false}, "SY21": {Wales, true}, "SY22": {Wales, true}, "SY23": {Wales, false}, "SY24": {Wales, false},
	"SY25": {Wales, false}, "DG14": {Scotland, true}, "DG16": {Scotland, true}, "CA6": {England, true},
	"TD5": {Scotland, true}, "TD8": {Scotland, true}, "TD9": {Scotland, true}, "TD12": {England, true}, "TD15": {England, true},
}

// nationOf is the nation of an outcode by its letters and the borders that are known, and whether part of it lies
// in another.
func nationOf(out outcode) (Nation, bool) {
	if b, ok := borderTable[out.String()]; ok {
		return b.nation, b.both
	}
	return areas[out.area()].Nation, false
}

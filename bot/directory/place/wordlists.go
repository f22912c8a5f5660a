package place

import "strings"

// The words that decide whether a name in a sentence is a place. They are lists of English, made by hand; a word that is
// missing costs a wrong guess or a question, not more.

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

var (
	// leads come before a place where somebody is or wants to be.
	leads = set("near nr nearby in at around round outside inside by beside behind opposite close")
	// weakLeads come before a place, and before much else.
	weakLeads = set("from to of for between and or via towards location")
	// codeLeads come before postcodes.
	codeLeads = set("postcode postal code is its area im live")
	// between a lead and a name: "in central Leeds", "near the city of York"
	bridges = set("the central north south east west greater downtown inner outer city town village of upper lower deepest sunny")
	// fillers say nothing about where.
	fillers = set(`near nr nearby in at around round outside by beside close from to of for the a is its it i im m am me my we are
		live lives living stay staying based please pls plz hi hello hey uk gb there here now currently area town city village
		centre center station postcode code place somewhere nearest services service yes no ok what about how find`)
	// wanted are words for what people look for, which a name may follow without a lead: "needle exchange hull".
	wanted = set(`need want pins needles needle exchange works foil naloxone narcan kit kits script detox rehab chemist pharmacy food shower housing hostel
		tests test hep c hiv drug drugs alcohol group groups meeting meetings na aa ca sexual health clinic nurse hospital sharps bin`)
	// after a name they make it a street: "Leeds Road"
	streets = set("road rd street lane ln avenue ave drive close crescent terrace row gardens grove")
	// after a name they make it a place: "Preston station"
	landmarks = set("station hospital town centre center area bus train market uni university city infirmary library quay")
	articles  = set("the a an my your his her this that some any")

	// slangCodes are words that look like the first half of a postcode; otherCodes are vitamins, gases and roads.
	slangCodes = set("b4 m8 w8 l8 ne1 sk8 n2o sum1 l8r g2")
	otherCodes = set("b1 b2 b3 b5 b6 b7 b9 b12 co2 co1 wd40 m1 m2 m3 m4 m5 m6 m9 m11 m18 m20 m23 m25 m27 m32 m40 m42 m50 m60 ph7 ph4")

	// nameLike are towns that are also people's names.
	nameLike = set(`chelsea preston lincoln shirley stanley nelson clare douglas ashley florence kelso ross ryan craig paisley lee
		harry stuart craven holly ainsley lesley leslie beverley carol kimberley whitney jordan chester warwick stafford marlow denton barry
		bradley ashton dalton clifton milton norton sutton hamilton warren tyrone blake brent kent devon heather martin mark bruce grant neil
		keith logan irvine gordon alva morgan bentley harley tiffany skye isla lewis harris iona arran jura kerry kelly derry troy`)

	// ordinary are words that some place is called and that mean something else in a sentence. They count as places when
	// nothing else is said, or with a capital after a lead.
	ordinary = set(`abridge able actor baking banger borrow burst comes complain dancing danny darren faint flirt google goose grams hates havent
		havnt landing marking newborn parking porridge spiraling spreading stirring stood streets stroke sunburn swelling telling waking yelling about above across after again ahead alone along also always amber amble another any anywhere appledore archway arm art ash
		ask awake away baby back bad bag band bank banks bar barking barley base bath battle bay beach bear bed beds beer bell below belt bench bend best
		better big bird bit black blue boat body bond bone book books boot boots both bottle bottom bow bowl bowling box boy brain bray bread break breath
		bridge bright broad broom brook brow brown bubble bucket bug bugle bump burn bury bush busy buy cafe call calm camp can candle car care
		case cash castle cave cell centre chain chair chance change chapel charge charlton cheap check cheddar chemist chest church chip chipping circle clap class clean clear
		clinic close clothing cloud club clean coast cold college come common condition control cook cool cooling cooper corner cottage couch could
		council country county court cove coven cover crack crash craze cream crick crisis crook crop cross crow crown cult cults cup custody dale dark day
		days deal dean death debt deep dell den detox diss ditch do dock docking doctor doctors dog dole dollar door doors doubt down downs dozen dream drink drop drug drugs dry dun
		duns dust eagle ear early east easy eat edge else emergency end ending entry even ever eye eyes face fair fall family far farm fast fat fear feel feeling
		felling fen few field fields fight fine finger fire first fish fit flat flats fleet flint floor flush flushing foam food foot football for ford forest
		forth four free freshwater friend friends front full fun furnace garage garden gate general gin girl give glass go goal goat gold good goring grain grave gravel
		great green grey ground group grove grow gun gym had hair half hall hallow ham hand hands happy hard harm harrow haste hat have haven hay head
		healing health heart heat heath heather heaven heavy hell help here heroin high hill hills hillside hit hold hole holiday hollow holy home hook hop hope horn horse
		hose hospital hostel hot hotel hour house household hub hurry hurt ice ill in infection injection inn inside iron island it its jail job joint joy jump keep key kid
		kids kind king kings kit kitchen knife knock knot lad ladies lake lamb lamp land lane lancing large lark last late law lawn lay lead leaf lean least leave lea leek
		left leg legs less let letter level library lid life light like lime line lip list little lizard load loan loans lock locking lode log long look loose lost
		lot love low luck lunch lung maidens main make male man manor many march mark marsh martin mate mates match may me mead meal mean meat medicine meds
		meet men mend mere mess met meth methadone mid middle mile milk mill mind mine minute minutes mist mole moment money month months moon moor more morning moss most mother mouth
		move much mud mullion mum murder music must nail name narrow nasty near neath neck need needle needles needs nest net new next nice niece night noise none noon north nose
		now number nurse oak of off office oil old on once one only open opening or orange order other our out over overdose own pack pad page pain
		pair pale pant panic par park part party pass past path pay peace peak pear peel pen people per person pet pharmacy phone pick pie pier pig pill pin pine
		pins pipe pit plain plains plan plant play plug pocket point poison pole police pond pool poor pop poplar port post pot pound power present press prison
		private pub public puff pull pump pure push quarter quay queen quick quiet race rag rain rake ram range rare rash rat rate raw reach read reading ready real
		rear recovery red rehab release rest rhyme rice ride right ring ripe rise river road rock rode rolls roof room root rope rose rough round row rugby ruin rule
		run rush rust rye sad safe safety sale saline salt same sand sandbank sandwich sandy save say school scone score sea search seat second see seed seizure self send
		set settle seven shade shake shaking sharp sharpness shed sheep sheering shelf shell shelter shield shift ship shit shock shoes shop shops short shot show shower shut sick side sight sign silk silver
		six size ski skin sleep slip slough slow small smoke snap snow so soap sober soft some son soon sort south space spark speed spice spit spoon spot spring square stab staff stage
		stairs stand star start state station stay steal steam steel steep step stick still stock stone stool stop store storm story stove stow straight strange street stress
		strong stuck stuff style sugar suite summer summerhouse sun supply support surgery sway swallow sweat sweet swim table tail talk tall tank tap taste tea ten tent test
		text thanks that the then there thick thing think this three throat throw thumb tick tide tight timberland time tin tip tired tissue to today toe toilet toilets
		tomorrow tong tongue tonight tools tooth top touch touch tow tower town toy track trade train training treatment tree trial trick trip trouble truck true trust try tumble tunnel turn
		twist two under unit up upper upset use usual vale valley van veg vein veins view village voice wake wales walk walker wall walls want war ward warden ware warm wash waste watch
		water way weak wear week weeks weight well welling wells west wet what wheel where white who whole why wick wide wife wild win wind window wine wing wings winter
		wire wish with withdrawal wolf woman women wood woods wool word work working works world worry worse worst worth wound wounds wrangle wrist write wrong yard year yes you young zeal
		not was were been being has had have having does did done do doing dont cant wont isnt arent am are is will would should could might must
		been who whom whose when how because but if or so than too very just really quite never ever always maybe please someone somebody something
		anyone anybody anything everyone everything nothing nobody them they their he she him her his hers our ours us we it its this these those
		rocks stones pebbles grass garys doves mandy whitey pinger pingers eccies meeting meetings weeping eating selling sharing chasing tolerance complaint
		smoking sniffing snorting injecting using dealing scoring rattling clucking drinking sleeping breathing calling asking looking getting going coming
		angel riverside meadows victoria shooting bleeding shaking feeling falling waiting talking walking working living staying crying dying sitting standing lying`)

	// bigNames are towns with an ordinary name that are big enough to be meant after a lead, and notAfterIn those of
	// them that "in" does not settle: in battle, in the street.
	bigNames = set(`bath reading sale rugby wells barking stone leek harrow bury fleet slough hove poplar stow settle ash sandwich
		diss beer bow lancing goring deal battle rye ware walker wallsend peel crook sandy hook street mark neath flint barry`)
	notAfterIn = set("deal battle street sandwich settle beer ash hook sandy mark")
)

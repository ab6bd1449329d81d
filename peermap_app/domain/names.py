# ruff: noqa: SIM905 - word lists read better as text than as quoted columns
"""Fixed word lists that screening looks things up in. Data only; `screening.py` holds the rules.

The lists are frequent given and family names in the United Kingdom across its communities, and the
words that places are made of. They decide what a writer is *asked* about, never what is refused.
"""

NAME_LIKE: tuple[str, ...] = tuple(
    sorted(
        """
        ABI ABU ADA ADI AL ALF ALI AMY ANA ANN ART AVA AVI AYA BEA BEN BEV BEX BO BOB CAL CAM DAN
        DEB DEE DES DEV DOM DON DOT ED ELI EMI EVA EVE FAY FLO GAV GEM GUS GUY HAL HUW IAN IDA IKE
        IRA ISA IVY JAI JAN JAY JAZ JED JEM JEN JEZ JIM JO JOE JON JOY JUN KAI KAT KAY KEN KIM KIT
        KYE LEA LEE LEN LEO LES LEX LIA LIN LIV LIZ LOU LYN MAE MAL MAX MAY MEG MEI MEL MIA MO MOE
        NAT NED NIA NIK NOA OLI ORI PAM PAT PEG PIA PIP RAE RAJ RAY REX RIA RIK ROB ROD RON ROS ROY
        ROZ SAL SAM SEB SID SKY SOL SUE TAJ TAM TED TEO TIA TIM TOM TY UMA UNA VAL VIC VIV WEI WES
        WYN YAN YAS ZAC ZAK ZED ZIA ZOE
        """.split()
    )
)
"""Initials of two or three letters that read as a name: the writer is asked (rule 2)."""

LOOK_ALIKES: dict[str, str] = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "ABEKMHOPCTYXIJSABEZHIKMNOPTYX",
        strict=True,
    )
)
"""Cyrillic and Greek capitals and the Latin ones that they look like (the same in text.js)."""

SMALL_LOOK_ALIKES: dict[str, str] = dict(
    zip(
        "аеорсухіјѕԁԛԝӏһвкмнтνορυικτχαεηγɡɑɩıո",
        "aeopcyxijsdqwlhbkmhtvopuiktxaenygaiin",
        strict=True,
    )
)
"""Small Cyrillic, Greek and other letters, and the small Latin ones that they look like."""

FIRST_NAMES: frozenset[str] = frozenset(
    """
    aaliyah aaron abdul abdullah abigail adam adeel adrian ahmed aidan aisha alan alex alexander
    alfie ali alice alicia alisha amara amber amelia amina amir amira amy andre andrew angela anita
    anna anthony antonio archie arjun arthur asha ashley asif aurora ava ayaan ayesha barbara bella
    ben benjamin beth bethany billy blessing bradley brandon brian caitlin callum cameron carl
    carol catherine charlie charlotte chelsea chidi chloe chris christopher ciara claire connor
    courtney craig daisy damian daniel danielle danny darius darren david dean deborah declan demi
    denise diana dominic dylan ebony edward eleanor elijah elizabeth ella ellie elliot elsie emily
    emma emmanuel erin esme ethan evan evie ewan faisal fatima favour finley finn florence frankie
    freddie freya gareth gary gemma george georgia gethin grace graham habiba hannah harley harper
    harriet harrison harry harvey hassan heather helen henry holly ibrahim idris imani imran imogen
    isaac isabel isabella isla ismail jack jackson jacob jade jaden jake jamal james jamie jasmine
    jason jayden jean jenna jennifer jenny jeremy jessica jessie joanna jodie joe joel john jon
    jonathan jordan jose joseph josh joshua jude julia julie kai kaleb karen kate katherine katie
    kayla keira keith kelly kelsey kenneth kevin khadija kian kieran kirsty kofi kwame kyle laila
    laura lauren layla leah leanne lee leila leo leon lewis lexi liam libby lily linda lisa logan
    lola louis louise luca lucas lucy luke lydia madison maisie malik marcus maria mariam marie
    martin martha maryam mary mason mateusz matilda matthew max maya megan melissa mia michael
    michelle miguel millie mohamed mohammad mohammed molly morgan muhammad mustafa nadia naomi
    natalia natalie nathan nathaniel nia niamh nicholas nicola nicole noah nora olamide oliver
    olivia omar oscar osman owen paige patricia patrick paul peter philip phoebe piotr poppy priya
    rachel rahul rebecca reece reuben rhys riley robert roman ronnie rosie ruby ruth ryan sadia
    saffron sally sam samantha samir samuel sana sandra sara sarah scarlett scott sean sebastian
    sergio shanice shannon sharon shaun sienna simon skye sofia sonia sophia sophie stacey stella
    stephanie stephen steven stuart summer suresh susan syed tariq tayo teddy teresa thea theo
    theodore thomas tia timothy tobi toby tom tommy tracey tyler tyrone umar usman victor victoria
    vikram wayne william yasmin yusuf zac zach zahra zain zak zane zara zoe zofia
    """.split()
)

SURNAMES: frozenset[str] = frozenset(
    """
    abbott abdi abdullah abubakar adams addo adeyemi agyeman ahmed akhtar akter ali allen anderson
    andrews appiah armstrong asante ashton atkinson austin bailey baker balogun barker barnes
    barrett begum bell bennett berry bibi booth bradley brooks brown burke burns burton butler
    campbell carr carter chapman chaudhry chowdhury clark clarke cole coleman collins cook cooper
    cox craig cunningham dalton davidson davies davis dawson dean dixon doherty douglas doyle
    duncan edwards elliott ellis evans ferguson fernandes fisher fletcher flynn foster francis
    fraser gallagher gardner george gibson gill gordon graham grant gray green griffiths gupta hall
    hamilton harper harris harrison hart harvey hassan hayes henderson henry hill hodgson holmes
    hopkins houghton howard hudson hughes hunt hunter hussain ibrahim islam jackson james jenkins
    jennings johnson johnston jones jordan joseph kamara kapoor kaur kelly kennedy khan king knight
    kowalski kumar lambert lane lawrence lawson lee lewis lloyd lynch macdonald mahmood malik
    marsh marshall martin mason matthews mccarthy mcdonald mckenzie mensah miah miller mills
    mitchell mohamed moore morgan morris morrison murphy murray nash nelson newman nguyen nowak
    nwosu o'brien o'connor o'neill ogunleye okafor oliver osei osman owen owusu palmer parker
    parsons patel payne pearce pearson perry phillips pope porter potter powell price quinn rahman
    reid reynolds rhodes richards richardson riley roberts robertson robinson rogers rose ross
    russell ryan saleh sanders saunders scott shah sharma sharp shaw shepherd simmons simpson
    sinclair singh smith spencer stephens stevens stewart stone sullivan sutton taylor thomas
    thompson thomson tucker turner uddin walker wallace walsh walters ward warren watson watts webb
    wells west white wilkinson williams williamson willis wilson wood woods wright yeboah young
    yusuf
    """.split()
)

PLACE_WORDS: frozenset[str] = frozenset(
    """
    abbey academy allotments alley arcade arena arms avenue bank bar barbers barracks bay beach
    borough bridge broadway building burger bus cafe canal car casino castle cathedral cemetery
    centre chapel chicken church cinema circus city clinic close club coffee college common
    community corner cottage cottages council county court courts crescent cross depot dock docks
    drive estate farm ferry field fields flats football forest garage garden gardens gate grange
    green grill grounds grove gym hall halls harbour heath heights high hill hospital hostel hotel
    house infirmary junction kebab lane leisure library line lodge loop mall manor market meadow
    meadows metro mill mosque museum nursery office palace parade park path pavilion pier pitch
    pitches place playground plaza pool precinct primary pub quarter quay rank reserve retail rink
    river road roundabout school secondary shed shop shopping skate skatepark sixth sports square
    stadium station stop street studio subway supermarket swimming synagogue takeaway temple
    terminal terrace theatre tower towers town track train tram tunnel underpass union university
    vale valley viaduct view village walk way wharf wood woods works yard youth zoo
    """.split()
)
"""Words that end (or begin) the name of a place, so that "Victoria Park" is no full name."""

AREA_WORDS: frozenset[str] = frozenset(
    """
    north south east west northern southern eastern western central upper lower great little old new
    saint st mount lake long level wembley london england scotland wales ireland britain kingdom
    united royal national english welsh scottish irish british european american asian african
    caribbean polish somali muslim christian romani
    """.split()
)
"""Words that occur inside names of areas; a run that begins with one is read as an area."""

CALENDAR_WORDS: frozenset[str] = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december spring summer autumn winter christmas easter
    eid ramadan diwali halloween boxing day new year bonfire night morning afternoon evening today
    tomorrow yesterday
    """.split()
)

PLAIN_WORDS: frozenset[str] = frozenset(
    """
    a about after again all also always an and another any are as asked at away back be because
    been before both but by call called came can cannot child children could did do does doing done
    during each every family feels felt finished for friend friends from gave get gets getting go
    goes going good got had happy has have having he her here him his home how i if in into is it
    its just keep keeps kept last left let lets like likes likely lives living looking made make
    makes many maybe me meet meeting meets met missing mobile more most mum dad nan my need needs
    never next no nobody nobody's not now of off often ok on once one only or other our out over
    parents people phone plan planned plans please police really said same saw says see seen
    sees send sent she should since so some someone sometimes spoke staff stay stayed staying stays
    still stopped take takes taken talk talked tell that the their them then there these they this
    those three time to together told too took two until up urgent used usually very visit visited
    visits walks wanted wants was we week went were what when where which while who why will with
    without worker workers works would yes you your young person's person section act children's
    care social services service team support level family youth worker's looked team's level
    """.split()
)
"""Ordinary words that begin sentences or headings with a capital letter; never part of a name."""

ORGANISATION_WORDS: frozenset[str] = frozenset(
    """
    aldi argos asda boots costa domino's dominos fortnite greggs iceland ikea instagram jd kfc lidl
    mcdonald's mcdonalds minecraft morrisons nandos nando's netflix nhs camhs playstation primark
    roblox sainsbury's sainsburys snapchat spar spotify starbucks tesco tiktok waitrose whatsapp
    wetherspoons wilko xbox youtube facebook discord telegram google apple samsung uber bolt
    barnardos barnardo's childline nspcc samaritans scouts guides cadets army navy air premier
    league rovers
    united city town athletic wanderers albion arsenal chelsea liverpool everton
    """.split()
)

KNOWN_PHRASES: tuple[str, ...] = (
    "burger king",
    "pizza hut",
    "five guys",
    "foot locker",
    "sports direct",
    "marks and spencer",
    "peer mapping",
    "contextual safeguarding",
    "milton keynes",
    "tower hamlets",
    "bury st edmunds",
    "stoke newington",
    "notting dale",
    "canary wharf",
    "crystal palace",
    "king's cross",
    "kings cross",
    "alton towers",
    "thorpe park",
    "duke of edinburgh",
    "call of duty",
    "grand theft auto",
    "aston villa",
    "wood green",
    "golders green",
    "bethnal green",
    "mile end",
    "elephant and castle",
    "merthyr tydfil",
    "ebbw vale",
)
"""Two-word places and things without a word that would give them away."""

MAIL_DOMAINS: tuple[str, ...] = tuple(
    "gmail googlemail hotmail outlook yahoo ymail icloud aol protonmail proton msn gmx btinternet"
    " live".split()
)
"""Mail services, as they are called in an address that is spelt out ("me at gmail dot com")."""

TITLES: frozenset[str] = frozenset(
    "mr mrs miss ms mx dr sir madam rev imam rabbi pc dc sgt".split()
)

ORDINARY_NAMES: frozenset[str] = frozenset(
    """
    amber grace summer april may rose hope joy faith art rich bell brown green white gray king
    young hill wood woods stone west price hall hunt knight marsh mills rhodes ward wells lane
    sharp cook carr potter shepherd fisher baker butler skye poppy daisy holly ruby jade jean jean
    mason hunter parker carter porter turner walker
    """.split()
)
"""Names that are words as well: in small letters they are read as words."""

SECOND_NAMES: frozenset[str] = frozenset(
    "ann anna anne beth ellen jane leigh lou louise lynn lynne mae marie may rose".split()
)
"""Given names that are written onto another one: "LeeAnne" is one first name."""

NOT_RUN_TOGETHER: frozenset[str] = frozenset("harpercollins leonhart".split())
"""Words and names of their own that are a first name and a family name end to end."""

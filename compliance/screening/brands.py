"""Words that companies of the whole world like to be called by: that two have one of them in common says little.

Dictionary words, stars, beasts and stones, Greek letters, gods of the ancients, cities and regions, and names of founders. Nothing
here is taken from a list of restricted parties. As written, not folded: what merely sounds like one of them may be rare.
"""

_COLOURS_AND_STONES = """
red blue green white black gold golden silver yellow orange purple violet pink grey gray brown crimson scarlet azure
indigo amber emerald ruby sapphire diamond diamonds pearl jade opal topaz crystal quartz onyx granite marble copper
bronze iron platinum titanium chrome cobalt coral ivory ebony turquoise rojo azul verde blanco blanca negro negra oro
plata dorado esmeralda esmeraldas diamante perla rubi bleu rouge vert noir blanc argent or rosso nero bianco zoloto
almas yaqut zafiro cristal
"""
_BEASTS_AND_PLANTS = """
eagle eagles falcon hawk lion lions tiger tigers leopard panther wolf bear bull horse fox dragon phoenix griffin
unicorn swan dolphin whale shark dove owl raven cobra viper scorpion stallion mustang jaguar puma lynx buffalo
elephant camel gazelle deer stag beaver bee butterfly spider kangaroo koala crane heron pelican penguin condor sparrow
peacock oak pine maple cedar cedars willow birch elm ash olive palm palms cypress redwood juniper laurel lotus rose
roses lily tulip orchid iris daisy jasmine lavender sunflower thistle clover bamboo acacia mango apple cherry lemon
orange peach berry grape vine forest garden gardens orchard meadow prairie grove evergreen flora fauna blossom bloom
leaf root seed tree trees aguila halcon leon tigre toro caballo delfin paloma rosa rosas flor flores olivo palma
palmas roble pino aigle simorgh shahin asad nimr saqr shams nakhil zaytoon
"""
_SKY_SEA_AND_LAND = """
sun sunrise sunset sunshine sunny sky moon star stars starlight galaxy cosmos cosmo cosmic orbit comet meteor nebula
planet planets earth terra luna sol solar lunar stella stellar astra astro aurora dawn horizon horizons eclipse zenith
solstice equinox rainbow thunder lightning storm breeze wind winds cloud rain snow frost ice fire flame spark blaze
summer winter spring autumn sea seas ocean oceans wave waves tide tidewater coral reef coast coastal shore bay gulf
harbor harbour port haven anchor lighthouse beacon lantern island islands isle river rivers lake lakes lakeside creek
brook stream springs falls cascade delta canyon valley mountain mountains mount hill hills highland summit peak ridge
cliff rock rocks stone stones bridge gate gateway tower towers castle fortress citadel village park plaza square
corner avenue street road path trail crossing estrella cielo mar rio lago valle monte montana sierra isla playa puente
puerta torre castillo villa villas rancho hacienda finca casa santa san santo sainte saint costa nova mundo mer soleil
etoile bahr jabal noor nour shams najm hilal qamar wadi khalij
"""
_PRAISE = """
best better bright brilliant smart clever true trust trusted fair clear clean pure prime premier premium supreme
superior super top first elite select choice quality classic classical standard perfect ideal excellent excellence
precise precision accurate reliable secure safe safety sure solid strong power force vigor rapid fast quick swift
speed express direct easy simple open free freedom liberty independent modern new next future advance advanced
progress progressive innovative innovation creative genesis origin alpha victory victoria triumph champion champions
winner success fortune lucky happy joy harmony unity united alliance allied union concord peace hope faith dream
dreams vision visionary insight wisdom genius logic mind spirit soul heart hand hands friend friends family people
human legacy heritage tradition honor glory noble royal regal imperial king kings queen prince princess crown empire
dynasty sultan majestic monarch knight guardian sentinel shield pioneer pioneers explorer frontier discovery voyager
navigator compass trailblazer leader leaders leading master masters expert experts professional pro grand great mega
giant titan colossal universal total complete integral integrated general common mutual central center core focus
target point line edge link links connect connection bond chain network matrix grid zone sector axis vertex apex
pinnacle acme zenith crest keystone cornerstone landmark milestone foundation pillar base basic element elements
essential vital optimum optimal maximum max plus extra ultra excelsior sterling crescent cross circle sphere cube
pyramid arrow spear sword arrowhead flag banner signal pulse echo sonic rhythm melody symphony nueva nuevo mejor
primera gran grande buena bueno esperanza libertad progreso futuro elegance fashion style beauty
"""
_GREEK_AND_GODS = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda sigma tau omega omicron upsilon phi chi psi atlas
apollo zeus hera athena hermes mercury venus mars jupiter saturn neptune uranus pluto titan orion sirius vega polaris
pegasus phoenix hercules ares artemis poseidon hades janus juno minerva vulcan ceres aurora gaia helios eos iris nike
odin thor freya isis osiris horus ra anubis spartan trojan olympus olympia olympic parnassus arcadia eden babylon argo
argos argus icarus odyssey achilles ulysses caesar augustus aladdin sinbad genesis exodus omni neo nova novus magna
maxima optima ultima prima vita viva vivo lux pax rex veritas fides terra aqua ignis ventus
"""
_TRADES = """
net tel tele web info inter intra trans euro eco bio geo agro aero auto micro macro multi poly pan meta hyper mono uni
cyber digi hydro medi medic fin inno techno soft hard com dot app data byte pixel code cloud mobile wireless voice
call contact touch talk chat media vision video audio photo print press news radio television tv broadcast film studio
music art arts craft crafts game games sport sports club fitness spa beauty salon fashion boutique shop shopping store
market mart bazaar supermarket mall wholesale retail restaurant cafe coffee tea bakery pizza grill kitchen bar casino
resort inn lodge hostal motel gym school academy college learning education training library book books office home
house homes furniture glass ceramic ceramics tile tiles paint paper plastic plastics rubber leather wood timber lumber
garment garments shoes jewelry jewellers jewelers watch watches toys pet pets flowers fruit fruits vegetables meat
beef poultry chicken dairy milk cheese egg sugar salt rice wheat grain cereals tobacco beverage beverages drinks wine
beer brewery cold hot heating cooling refrigeration pump pumps valve valves pipe pipes tank tanks tanker boiler engine
engines turbine bearing bearings tool cable cables wire wiring battery batteries lamp light lights lighting laser
optic optics optical lens camera nuclear atomic polymer polymers plating casting forging welding foundry refinery
refining drilling exploration pipeline cylinder motor car cars truck trucks trucking bus taxi rent rental leasing bike
cycle tire tires tyres parts spare repair maintenance cleaning laundry supply supplies supplier equipment packaging
storage warehouse container containers terminal courier post mail delivery cargo forwarding customs broker brokers
brokerage agency agencies agents advisory advisors advisers audit auditing accounting tax law legal lawyers attorneys
notary patent staffing recruitment personnel marketing advertising promotion promotions events event exhibition
exhibitions conference translation clinic hospital dental dent optica laboratorio drugs veterinary cosmetics perfume
hair care wellness nutrition gasolinera gasolineras estacion ganadera ganaderia ganado carnes frutas lacteos muebles
ferreteria papeleria imprenta editorial publicidad asesorias asesores consultores consultoria corredores promociones
promotora representaciones suministros equipos herramientas repuestos autos automotriz transportadora taller talleres
estructuras arrendadora rentas bienes raices urbanizadora deportivo deportes cultura educacion colegio centro
comercializadora cooperativa corporativo operadora administradora procesadora lavanderia panaderia pasteleria
discoteca
"""
_CITIES_AND_REGIONS = """
london paris berlin munich frankfurt hamburg vienna zurich geneva rome milan naples madrid barcelona lisbon porto
brussels amsterdam rotterdam copenhagen stockholm oslo helsinki warsaw prague budapest bucharest sofia belgrade
beograd zagreb ljubljana athens istanbul ankara izmir moscow moskva moskovskaya petersburg kiev kyiv minsk riga
tallinn vilnius kazan samara novosibirsk sevastopol simferopol tbilisi yerevan baku tashkent almaty astana tehran
teheran isfahan esfahan shiraz tabriz mashhad kish qeshm baghdad basra damascus aleppo beirut amman jerusalem gaza
cairo alexandria tripoli benghazi tunis algiers casablanca rabat khartoum juba mogadishu nairobi lagos accra kinshasa
harare johannesburg pretoria dubai sharjah ajman fujairah doha riyadh jeddah kuwait bahrain muscat sanaa aden kabul
kandahar peshawar karachi lahore islamabad delhi mumbai bombay calcutta chennai bangalore dhaka colombo rangoon yangon
bangkok hanoi saigon manila jakarta singapore kuala lumpur hong kong macau taipei beijing peking shanghai guangzhou
shenzhen tianjin dalian nanjing wuhan chengdu xian hangzhou ningbo qingdao xiamen seoul busan pyongyang tokyo osaka
sydney melbourne auckland toronto montreal vancouver york boston chicago houston dallas miami angeles francisco
washington seattle denver atlanta philadelphia detroit mexico tijuana guadalajara monterrey culiacan sinaloa jalisco
havana habana panama bogota medellin cali cartagena barranquilla antioquia caracas quito guayaquil lima buenos aires
santiago montevideo brasilia rio paulo california texas florida virginia carolina georgia columbia oregon arizona
nevada atlantic pacific caribbean caribe mediterranean baltic nordic alpine arctic antarctic balkan iberia iberian
gulf persian persia arab arabian arabia levant levantine caspian danube rhine nile volga ural siberia siberian crimea
caucasus andes andina andino amazon sahara himalaya everest kilimanjaro alps asia asian pacifico orient oriental
british britain england scotland ireland irish wales canada canadian australia australian zealand america american
americas usa uk uae india indian pakistan pakistani bangladesh lanka nepal malaysia malaysian indonesia thailand thai
vietnam philippine philippines japan japanese taiwan hongkong mongolia kazakhstan uzbekistan turkmenistan tajikistan
kyrgyz azerbaijan armenia moldova poland polish czech slovak slovakia hungary hungarian romania bulgaria greece greek
cyprus malta italy italian italia spain spanish espana portugal france french swiss switzerland austria austrian
belgium dutch holland netherlands denmark danish sweden swedish norway norwegian finland finnish estonia latvia
lithuania croatia bosnia macedonia albania kosovo montenegro slovenia egypt egyptian algeria morocco tunisia ethiopia
kenya uganda tanzania rwanda congo zambia zimbabwe angola nigeria ghana senegal mali sudan qatar oman emirates saudi
jordan palestine israel brazil brasil argentina chile peru bolivia ecuador paraguay uruguay guatemala honduras
salvador nicaragua costarica jamaica bahamas dominican
"""
#: What founders are called all over the world; more of them are in the tables of people.
_FOUNDERS = """
abbott acosta aguirre alvarado amaral andersen andersson arias avila barbosa barnes barrera barros bautista benitez
bennett bernal berger bishop bianco boone bowen bradley brandt bravo bryant burke burns bustos caballero cabrera
caldwell camacho cardenas cardoso carlson carpenter carr carroll carvalho casey castaneda cervantes chambers chapman
chavez christensen cohen coleman conti contreras cordero correa cortez crawford cunha curtis dawson dean delacruz dias
dixon dominguez duarte duffy duncan dunn duran eriksen escobar espinosa espinoza esposito estrada farias ferguson
ferrer figueroa fisher fleming fletcher fonseca ford foster franco fraser freeman fuller galindo gallagher gallardo
gardner gibson gil gordon graham grant greene griffin guerra guevara hansen hanson harper harrison hart harvey hawkins
hayes henderson henry hicks hoffman hoffmann holland holm holmes hudson hughes hunt hunter ibarra jacobs jansen
janssen jensen johansen johansson jordan juarez kaiser keller kennedy klein knight koch kowalska kramer krause kruger
lara larsen larsson lawson leclerc lehmann leroy lima lindberg linares lozada lucas lucero lund luna macdonald machado
maldonado marques marquez marsh marshall matos matthews mckenzie meier melo mendes mercado meyer meyers mills miranda
monteiro mora morales moran moreira mueller murillo murray navarrete neumann neves nichols nielsen nilsson nogueira
novak nunes ochoa ojeda olsen olson orozco ortega osorio owens pacheco padilla palacios palmer paredes parra patterson
payne pedersen pena peralta pereyra perkins perry persson petersen pinheiro pinto ponce porter powell prado quintana
quintero ramos reis reynolds rice richter rios rivas rivera roberts robertson robinson robles rocha roja roman romano
rosales rose ross rossi ruiz saavedra salas salinas sandoval santiago schafer schmitt schroder schroeder schubert
schulz schultz schuster schwarz sepulveda shaw simmons soares solis sorensen sosa soto spencer stevens stewart stone
sullivan svensson tavares teixeira thomsen thompson toledo tucker valdes valdez valencia varga vasquez vazquez vega
vela velasco velasquez velez vera vieira villa villanueva vogel wagner wallace walsh warren weaver webb weiss wells
werner wheeler willis winkler wolf wolff woods zamora zapata zimmermann agnes albert alexis alice alicia amanda amelia
amy andrea angela angelica anita anne annie antonia arnold arthur astrid audrey belinda bella bernardo beth bianca
brenda bruno camila carla carlo carolina caroline catherine cecilia charlotte chiara chloe christina christine claire
clara claudia claudio colin cristian cynthia dana danielle deborah denise derek diana diane dolores dora doris dorothy
dylan edgar edith eduard edwin eileen elena elias elisa ella ellen elsa emilia emilio emily erica erik erika ernest
esteban esther eva evelyn fabian fabio federico felipe fiona flora florence frances franz frida fritz gail gerald
gerard gianni gilbert gina gloria grace greta guido gustav hannah harold heidi helen helena helga henri herbert herman
hilda horst hugo ingrid irene isaac isabella ivana ivo janet janice jasmin jessie joan joanna joel johann johanna
jonas josefina joy joyce juana juliana julian juliet karin karl katarina kate katherine katya keith kurt leila lena
leo leonard leonardo leonora lidia lilian lily lorena lorenzo louis louise luciana lukas lydia magda magnus manfred
marcel marcela marcelo marcus margarita marianne marina marisol martina matilda matteo maurice mauricio max melissa
mercedes mia mirella mirta monica monika muriel nancy naomi natalie nathan nelly nicola nicole nina nora norma octavio
olaf oliver olivia orlando otto pamela pascal paula paulina pauline peggy penelope philip pilar rachel ramona rebecca
regina renata rita roger roland rolf rosalia rosario roxana ruby rudolf rufus ruth sabina sabrina sally salvador
samantha sara sebastian silvia simona simone sofia sonia sophia stella steve sue sven sylvia tamara tanya tara teresa
theo tim tina tobias tom tomas tony ursula valentina valeria vanessa veronica vicente vincent violeta virginia vivian
walter wanda wendy yolanda yvonne zoe
"""
#: As written.
FOUNDERS = frozenset(_FOUNDERS.split())
LIKED = frozenset(
    (_COLOURS_AND_STONES + _BEASTS_AND_PLANTS + _SKY_SEA_AND_LAND + _PRAISE + _GREEK_AND_GODS + _TRADES).split()
)
#: Where somebody is, not who: cities and countries that thousands have in their names.
WHEREABOUTS = frozenset(_CITIES_AND_REGIONS.split())

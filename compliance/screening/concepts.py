# ruff: noqa: E501 (a meaning is one line)
"""Generic words of companies and bodies that lists write in one language and papers in another.

The first word of a line is what the others are taken for. Latin letters as transliteration gives them: of Spanish, Portuguese, French,
Italian, German, Turkish, Russian and Ukrainian, Persian, Arabic, Chinese and Korean. Only what any dictionary says; no name of anybody.
"""

from compliance.screening.spelling import fold

#: What says nothing of who it is.
_GENERIC = """
bank banco banque banka bankasi bankas banc banca bankovskaya bankovskiy bankovsky masraf masrif yinhang unhaeng
insurance seguros seguro assurance assurances assicurazioni versicherung versicherungen sigorta strakhovaya strakhovoy strakhovanie bimeh bime tamin taamin baoxian pohom
trade trading trader traders commerce commercial comercio comercial comercializadora comercializacion commerciale commercio comercializador handel handels ticaret ticari torgovlya torgovy torgoviy torgovaya torgovyi torgovlia bazargani bazargan tijara tijarah tejarat tejarah tijari tajara maoyi muyok commerz mercantil
general generale generalny generalnoye umum obshchaya amm amma aam chongguk zonghe
foreign exterior extranjero exterieur estero ausland vneshny vneshnyaya vneshne khareji waiguo
import importacion importaciones importadora importation importazione ithalat import waredat jinkou susip importer importers imports
export exportacion exportaciones exportadora exportation exportazione ihracat eksport saderat chukou suchul exporter exporters exports
industry industries industrial industria industrias industrie industriale industrielle sanayi sanayii sanayi promyshlennost promyshlennaya promyshlenny promyshlennyi promyshlenaya sanat sanaye sanayeh sanati sinaa sinaat sinai gongye kongop
oil petroleum petroleo petroleos petrole petrolio petrol neft neftyanaya neftyanoy nefti nafta naft naftiran nafti shiyou sogyu
gas gaz gazovaya gazovyi gazovy
petrochemical petrochemicals petroquimica petrochimie petrokimya neftekhim neftekhimicheskaya petroshimi petrochimi
chemical chemicals chemistry quimica quimicos quimico chimie chimique chimica chemie chemische kimya khimiya khimicheskaya khimicheskiy khimichesky shimi shimiyai shimiaei kimiya huaxue hwahak
steel acero aceros siderurgica acier acciaio stahl celik stal staleliteinyi staleliteyny fulad foulad folad gangtie
metal metals metales metallurgical metallurgy metalurgia metalurgica metallurgique metallurgicheskiy metallurgichesky metallurgiya metalurji felez felezat filizzat jinshu kumsok
mine mines mining minera mineria minero miniere bergbau maden madencilik gorny gornaya gornodobyvayushchaya madan maadan manajem taadin kuangye kwangop miner
electric electrical electricity electrica electrico electricidad electrique electricite elettrica elektrik elektro elektricheskaya elektroenergetika bargh barq kahraba dianli chongi
electronic electronics electronica electronico electronique elettronica elektronik elektronika elektronnaya elektroniki electronik elektronic dianzi chonja
power energy energia energie energetica energetika energetiki energeticheskaya energo enerji niru nirou dongli neng nengyuan
machine machinery machines maquinaria maquinas machinerie macchine maschinen maschinenbau makina makine mashinostroitelny mashinostroitelnyi mashinostroenie mashinostroeniya mashin mashinsazi mashinaesazi jixie kigye
construction constructions construcciones construccion constructora constructor costruzioni bau insaat stroitelstvo stroitelnaya stroitelny stroitelnyi stroy stroi sakhteman sakht sakhtemani inshaat insha jianzhu jianshe konsol building builder contracting contractors
engineering engineers engineer ingenieria ingenieros ingenierie ingegneria muhendislik inzhenernyi inzhenerny inzhiniring mohandesi mohandesin handasa handasah gongcheng
technology technologies technical technological tech tecnologia tecnologias tecnica tecnico technologie technique tecnologie teknoloji teknik tekhnologii tekhnologiya tekhnologiy tekhnika tekhnicheskiy fanavari fannavari fanni taqniya tiqniyat keji jishu kisul
science scientific sciences ciencia cientifica cientifico scientifique wissenschaft bilim nauka nauchny nauchnyi nauchno nauchnaya elmi olum ulum kexue kwahak
research investigacion investigaciones recherche recherches ricerca forschung arastirma issledovatelskiy issledovatelsky issledovatelskii issledovaniy tahghighat tahqiqat pajuhesh pazhuhesh pajoohesh buhuth yanjiu yongu
institute instituto institut istituto enstitu institut pajuheshgah moassese muassasa maahad yanjiusuo yanjiuyuan yonguso
university universidad universite universita universitat universitet daneshgah jamia daxue taehak
center centre centro zentrum merkez merkezi tsentr tsentralny tsentralnyi central markaz markazi zhongxin chungang sentr
ministry ministerio ministere ministero ministerium bakanligi ministerstvo vezarat wizara wizarat bu song
state estatal etat staat staatliche devlet gosudarstvenny gosudarstvennyi gosudarstvennoe gosudarstvennaya gosudarstvennoye dowlat dawla guojia guoying kukka
national nacional nationale nazionale national ulusal milli natsionalny natsionalnyi natsionalnaya melli mellat watani wataniya qawmi guomin minjok
federal federale federalnoe federalny federalnaya federalnoye federalnyi federacion federation federatsiya federatsii
people peoples pueblo popular populaire popolo volks halk narodny narodnaya narodnoe narodnyi mardom mardomi shaab shabi renmin inmin
republic republica republique repubblica republik cumhuriyet respublika respubliki respublikanskiy respublikansky jomhuri jomhouri jumhuriya gongheguo konghwaguk
army ejercito armee esercito ordu armiya armii artesh jaysh jaish jeish lashkar laskar jun kundae
force forces fuerza fuerzas forza forze kuvvetleri sily nirooye niruhaye niru quwwat quwat
defense defence defensa difesa verteidigung savunma oborona oborony oboronny defa difa guofang kukpang
military militar militaire militare militar askeri voenny voennaya voennyi voyenny nezami askari junshi kunsa
security seguridad securite sicurezza sicherheit guvenlik bezopasnost bezopasnosti amniyat amniat amn anquan anjon poan
police policia polizia polizei polis politsiya politsii militsiya militsii naja shurta gongan
intelligence inteligencia renseignement istihbarat razvedka razvedyvatelnoe ettelaat mukhabarat qingbao chongbo
internal interior interiores interieur interno innere icisleri vnutrennikh vnutrennie dakhili dakhiliyah neibu
air aire aereo aerea aereos aerienne aerien luft hava vozdushny vozdushnye avia havai havaei jawi jawiyya hangkong hanggong
aviation aviacion aeronautica aeronautique aviazione luftfahrt havacilik aviatsiya aviatsionny aviatsionnaya havapeymayi havapeymaei tayaran
airline airlines airways aerolinea aerolineas aviokompaniya aviakompaniya aviakompania havayollari havayolu fluggesellschaft hangkonggongsi
ship ships shipping vessel naviera naviere navires navigation navegacion navale schiffahrt schifffahrt reederei denizcilik gemi sudokhodnaya sudokhodstvo parokhodstvo keshtirani kashtirani keshtiraniye milaha haiyun hwanghae shipbuilding sudostroitelny sudostroitelnyi
maritime marine maritima maritimo maritimos marittima morskoy morskaya morskoi morskie daryayi daryaei daryai bahriya bahri haishang haeun
port puerto porto hafen liman port morport bandar mina gangkou hang
rail railway railways railroad ferrocarril ferrocarriles ferroviaria chemin eisenbahn bahn demiryolu demiryollari zheleznaya zheleznodorozhny zheleznodorozhnaya rahahan raahan tielu choldo
transport transportation transporte transportes transporti trasporti transports nakliyat nakliye tasimacilik transportnaya transportny transportnyi perevozki haml naql naqliyat yunshu unsu
logistic logistics logistica logistique logistik lojistik logistiki poshtibani poshtybani wuliu
food foods alimento alimentos alimenticia aliments alimentaire alimentari lebensmittel gida pishchevaya produkty ghaza ghazai ghaza shipin sikpum
fish fishing fishery fisheries pesca pesquera peche pecherie fischerei balikcilik rybnaya rybolovny shilat mahi yuye suhan
agriculture agricultural agricola agricolas agropecuaria agropecuario agricole agraria landwirtschaft tarim ziraat selskokhozyaistvennaya agrarny keshavarzi ziraa ziraiya nongye nongop farm farms farming
medicine medical medica medico medicos medicas medicale medizin tibbi meditsinskiy meditsinsky meditsinskaya pezeshki tibb yiliao uihak
pharmaceutical pharmaceuticals pharma pharmacy farmaceutica farmaceuticos farmacia drogueria pharmacie pharmaceutique farmacie ilac farmatsevticheskaya farmatsiya daru darou darusazi daroei yaopin cheyak
health salud sante sanita gesundheit saglik zdravookhranenie zdorovye salamat behdasht sihha jiankang pogon
hotel hotels hoteles hotelera hotellerie otel gostinitsa hotelschi fonduq jiudian
tourism tourist turismo turistica turistico tourisme tourismus turizm turisticheskaya jahangardi siyaha lvyou kwangwang travel travels viaje viajes voyages reisen seyahat
house housing vivienda viviendas logement casa wohnungsbau konut zhilishchny zhilishchnaya maskan iskan zhuzhai
property properties inmobiliaria inmobiliario inmuebles immobilier immobiliere immobilienverwaltung immobilien immobiliare emlak gayrimenkul nedvizhimost imoti amlak aqar aqarat aqari fangdichan realty estate estates
investment investments invest inversion inversiones inversionista investissement investissements investimenti investition yatirim investitsii investitsionnaya investitsionny investitsionnyi sarmayeh sarmaye sarmayegozari gozari istithmar touzi tuja
finance financial finances finanzas financiera financiero finance financiere financier finanza finanziaria finanz finans finansovaya finansovy finansovyi mali maliye maliya jinrong kumyung
money dinero argent geld para dengi pul pool mal huobi
exchange cambio cambios change cambi wechsel doviz obmen sarafi sarrafi sarafa hawala havaleh hawaleh duihuan remittance
saving savings ahorro ahorros epargne risparmio spar tasarruf sberegatelny sberegatelnyi pasandaz tawfir chuxu
credit credito creditos kredi kreditny kreditnyi etebar etebari itiman xindai
development developments desarrollo developpement sviluppo entwicklung kalkinma gelistirme razvitie razvitiya tose toseh tosee toseye tosea tosaeh tousee tatwir tanmiya inma kaifa fazhan kaebal
economic economica economico economique wirtschaft ekonomi ekonomicheskiy ekonomichesky ekonomicheskoe eghtesad eghtesadi iqtisad iqtisadi jingji kyongje
fund fondo fondos fonds fon fond sandoogh sandogh sanduq sunduq jijin kigum
foundation fundacion fondation fondazione stiftung stichting vakif vakfi bonyad bonyade muassasah muassasat waqf jijinhui
charity charitable caridad benefica beneficencia charite caritatif hayir blagotvoritelny blagotvoritelnyi blagotvoritelnaya kheyriyeh kheirieh khayriyah khayriya kheiriyeh cishan humanitarian
relief socorro secours aide yardim pomoshch emdad imdad igatha ighatha
association asociacion asociaciones association associations associazione verein dernek dernegi assotsiatsiya obyedinenie obedinenie obyedineniye anjoman jamiat jamiyya jamiyat jamia xiehui hyophoe society
union sindicato syndicat unione gewerkschaft birlik birligi soyuz ettehadieh ettehad ittihad lianmeng tongmaeng
organization organisation organizacion organizzazione orgut organizatsiya sazman sazeman munazzama munadhamma tanzim tanzeem zuzhi chojik
committee comite comitato komitee komitesi komitet komite lajna lajnah weiyuanhui wiwonhoe commission comision
council consejo conseil consiglio rat konseyi sovet shora shura majlis weiyuan
department departamento departement dipartimento abteilung mudurlugu departament otdel edareh idara bumen bu division
directorate direccion direction direzione direktion mudurluk upravlenie upravleniye modiriyat mudiriyat mudiriya ju kuk administration administracion management
service services servicio servicios servizi servizio dienst dienstleistungen hizmet hizmetleri hizmetler sluzhba sluzhby khadamat khedmat khidmat fuwu
product products production produccion productos productora produits produzione produktion uretim urun proizvodstvo proizvodstvenny proizvodstvennoe proizvodstvennaya proizvodstvenno tolid tolidi towlid intaj shengchan saengsan manufacturing manufacturer manufacturers mfg manufacture manufacturas fabricacion fabrika fabrik herstellung
plant factory works planta usine impianto werk fabrica tesisi zavod kombinat karkhaneh karkhane masna gongchang kongjang
group groups grupo groupe gruppo gruppe grubu gruppa goruh gorouh goroh majmua majmuah mejmuat jituan jipdan
enterprise enterprises empresa empresas entreprise entreprises impresa unternehmen isletme isletmesi predpriyatie predpriyatiya kiop qiye establishment establecimiento etablissement etablissements
company companies compania cia compagnie compagnia gesellschaft sirket sirketi kompaniya kompania sherkat sharekat sherkate sharika sharikat sharikah gongsi hoesa kongsa co society sociedad societe societa
corporation corporacion corp korporatsiya korporatsii
brothers bros hermanos freres fratelli gebruder kardesler bratya baradaran ikhwan akhavan xiongdi
sons hijos fils figli sohne ogullari synovya pesaran awlad abna
north northern norte nord kuzey severny severnaya severo severnyi shomal shimal beifang puk
south southern sur sul sud sued guney yuzhny yuzhnaya yugo jonub jonoub janub nanfang nam
east eastern este oriente oriental est ost dogu vostok vostochny vostochnaya vostochnyi shargh sharq sharqi sharghi dongfang tong mashriq
west western oeste occidente occidental ouest ovest bati zapad zapadny zapadnaya gharb gharbi maghrib xifang so
middle medio moyen mittel orta sredny srednyaya miyaneh awsat wasat zhong
new nueva nuevo nouveau nouvelle nuovo nuova neue neu yeni novy novaya novoe novin nou jadid jadida xin sae
great gran grande grand gross buyuk veliky velikaya bolshoy bozorg kabir azim da tae
world mundo mundial monde mondial mondo welt dunya mir mira mirovoy jahan jahani alam alami shijie segye global
international internacional internationale internazionale internationales uluslararasi mezhdunarodny mezhdunarodnaya mezhdunarodnoe mezhdunarodnyi mezhdunarodnykh beynolmelal beinolmelal beynolmelali duwali dawli duwaliya guoji kukje intl inter int
party partido parti partito partei partisi partiya hezb hizb dang tang
movement movimiento mouvement movimento bewegung hareketi hareket dvizhenie dvizheniye jonbesh nehzat haraka harakat harkat harakah yundong undong
front frente fronte cephesi cephe jebhe jabha jabhat jabhah zhenxian chonson
war warfare guerra guerre krieg savas voyna jang harb zhanzheng
design diseno conception progettazione tasarim proektny proektnyi konstruktorskoe konstruktorsky tarrahi tarahi tasmim sheji solgye
communication communications comunicacion comunicaciones communications comunicazioni kommunikation iletisim svyaz svyazi ertebatat ertebat ittisalat tongxin tongsin telecommunication telecommunications telecom telecomunicaciones telekom
information informacion informacija informatsiya informatsionny informatsionnye informatika informatiki ettelaat malumat bilgi xinxi chongbo
computer computers computadora computadoras informatique informatica bilgisayar kompyuter rayaneh jisuanji
system systems sistema sistemas systeme systemes sistemi sistem sistemy system nezam nizam xitong
road roads camino caminos carretera route strasse yol yollari dorozhny doroga rah jadeh tariq gonglu
water agua aguas eau acqua wasser su voda vodny ab miyah shui
city ciudad ville citta stadt sehir gorod gorodskoy shahr madina shi
real realestate
trust fiduciaria fideicomiso fiducie
store stores tienda tiendas almacen almacenes magasin negozio magaza magazin forushgah
cement cemento cementos ciment siman simane beton cimento tsement shuini
textile textiles textil textiles tekstil tekstilnaya nassaji nasij fangzhi
paper papel papier carta kagit bumaga kaghaz waraq zhi
equipment equipos equipo equipement equipements attrezzature ausrustung ekipman oborudovanie oborudovaniya tajhizat muaddat shebei
material materials materiales materiaux materiali malzeme materialy materialov mavad mawad cailiao
training entrenamiento formation egitim uchebny amuzesh tadrib
education educational educacion educativa educativo education egitim obrazovanie obrazovaniya parvaresh tarbiya jiaoyu
cultural culture cultura cultural culturel kultur kulturny farhangi farhang thaqafa wenhua
cooperative cooperativa coop cooperative kooperatif kooperativ taavoni tawun hezuo
"""
#: What says a little.
_TELLING = """
iron hierro fer ferro eisen demir zhelezo ahan hadid
coal carbon charbon kohle komur ugol ugolnye ugolny ugolnaya zoghal meitan soktan
nuclear atomic atomica nucleaire nukleer atomnaya yaderny yadernaya haste hastei nawawi yuanzineng
aerospace aeroespacial aerospatiale kosmichesky kosmicheskaya havafaza havafazai hangtian uju
islamic islam islamica islamico islamique islamisch islami islamiya eslami islamskiy islamsky islamskaya islamia islamiyah
revolution revolutionary revolucion revolucionario revolucionarias revolutionnaire rivoluzione devrim devrimci revolyutsionny enghelab enqelab thawra thawri geming hyongmyong
liberation liberacion liberazione befreiung kurtulus osvobozhdenie osvobozhdeniya azadi azadibakhsh tahrir jiefang haebang freedom libertad liberte ozgurluk svoboda svobody hurriya
brigade brigades brigada brigadas brigate tugayi brigada tip liwa liwaa katibat katiba
battalion battalions batallon bataillon battaglione tabur batalyon gordan katibah kataib khatiba
martyr martyrs martir martires martyrs sehit shahid shaheed shohada shuhada lieshi
holy sacred santo sagrado sacre heilig kutsal svyashchenny moqaddas muqaddas shen
sea mar mer mare meer deniz more darya bahr hai
sun sol soleil sole sonne gunes solntse khorshid shams taiyang
star estrella etoile stella stern yildiz zvezda setareh najm najmah najma xing
gold golden oro or dore gold altin zoloto zolotoy zolotaya zarrin tala dhahab huangjin
red rojo roja rouge rosso rot kizil kirmizi krasny krasnaya sorkh ahmar hong
black negro negra noir nero schwarz siyah kara cherny chernaya siah aswad hei
white blanco blanca blanc bianco weiss beyaz ak bely belaya sefid abyad bai
carpet carpets alfombra tapis hali farsh
weapon weapons arms armas armes armi waffen silah oruzhie oruzhiye aslahe silaah wuqi
strategic estrategica estrategico strategique
"""
_PLACES = """
iran iranian irani iraniyan iraniane iranien persa
syria syrian siria suriye suriya suri suriyya syrienne siriya
russia russian rusia russe rossiya rossii rossiyskiy rossiysky rossiyskaya rossiyskoy rossiiskaya rossiiskoy rossiyskoi rossiiskii rossi rus rusya
korea korean corea coree koreya choson chosun chaoxian hanguk kore
china chinese chine chino cina kitai zhongguo sin chung
cuba cuban cubana cubano cubaine
venezuela venezuelan venezolana venezolano
colombia colombian colombiana colombiano
mexico mexican mexicana mexicano mexique
iraq iraqi irak iraqiya
libya libyan libia libye libyenne
lebanon lebanese liban libano lubnan lubnani
belarus belarusian belarussian belarusi belorusskiy belorussky belorusskaya belaruskali bielorrusia
ukraine ukrainian ukraina ukrainskaya ukrainskiy ucrania
crimea crimean krym krymsky krymskiy krymskaya crimee
turkey turkish turk turkiye turquia
germany german allemagne alemania deutsche deutschland almanya
europe european europa europea europeen avrupa evropeysky
asia asian asya asie asiatic
africa african afrique africa africana afrika
caucasus kavkaz kavkaza kafkas caucaso
palestine palestinian palestina filistin filastin filastini
yemen yemeni yaman yemeniya
sudan sudanese soudan
somalia somali
serbia serbian srpska srpski serbie serbien
egypt egyptian egypte agypten egipto misr misri
switzerland swiss schweiz suisse svizzera suiza shveytsariya
austria austrian osterreich autriche oesterreich
france french francia francaise francais frankreich franca frantsiya
spain spanish espana espanola espanol espagne spanien ispaniya
italy italian italia italiana italiano italie italien italiya
england english angleterre inglaterra britain british
poland polish polska polski pologne polen polonia
greece greek grece griechenland grecia hellas hellenic
india indian inde indien hindustan hind
japan japanese nippon nihon japon yaponiya
america american amerika amerique americaine amerikanskiy
brazil brazilian brasil brasileira bresil brasilien
morocco moroccan maroc marruecos marokko maghribi
algeria algerian algerie argelia algerien jazair
tunisia tunisian tunisie tunez tunesien
jordan jordanian jordanie jordania urdun
arabia arabian arab arabe arabes arabiya arabiyya
persia persian persique
armenia armenian armenie hayastan
azerbaijan azerbaijani aserbaidschan azerbaidjan
kazakhstan kazakh qazaqstan
hungary hungarian magyar hongrie ungarn
romania romanian roumanie rumanien romana
croatia croatian hrvatska kroatien
bosnia bosnian bosna bosanska bosnie bosnien
albania albanian shqiperi shqiptare albanie
cyprus cypriot kibris chypre zypern
"""
_NUMBERS = """
3 three third 3rd tres trois drei
4 four fourth 4th cuatro quatre vier
5 five fifth 5th cinco cinq funf
6 sixth 6th seis sechs
7 seven seventh 7th siete sieben
8 eight eighth 8th ocho huit acht
9 nine ninth 9th nueve neuf neun
10 tenth 10th diez zehn
11 eleven eleventh 11th
12 twelve twelfth 12th
14 fourteen fourteenth 14th
15 fifteen fifteenth 15th quince
20 twenty twentieth 20th veinte vingt
21 twentyone 21st
40 forty cuarenta
50 fifty cincuenta
100 hundred hundredth cien cent
"""
#: By what is written, and by what it sounds like.
_CONCEPTS: dict[str, str] = {}
for _line in (_GENERIC + _TELLING + _PLACES + _NUMBERS).split("\n"):
    for _word in _line.split():
        if len(_word) > 3 or _word == _line.split()[0]:
            _CONCEPTS.setdefault(_word, _line.split()[0])
            if len(fold(_word)) > 5:
                _CONCEPTS.setdefault(fold(_word), _line.split()[0])


def _means(lines: str) -> frozenset[str]:
    return frozenset(line.split()[0] for line in lines.strip().splitlines())


#: What words are taken for, by how much they say.
NUMBERS = _means(_NUMBERS)
GENERIC, TELLING, PLACES = (
    _means(_GENERIC) - {"company", "corporation", "enterprise"},
    _means(_TELLING),
    _means(_PLACES),
)


def concept(word: str) -> str:
    """What a generic word means, in English; any other word as it is."""
    return _CONCEPTS.get(word) or _CONCEPTS.get(fold(word), word)

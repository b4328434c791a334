"""What a word of a name is worth as evidence, from a fixed table.

Fixed, and not counted in the list at hand: the score of a pair may depend on nothing but the pair, or screening
only what changed
would find something else than screening everything. A change here is a new MATCHER_VERSION. Words are compared folded.
"""

import re
from functools import lru_cache

from compliance.screening.brands import FOUNDERS, LIKED, WHEREABOUTS
from compliance.screening.concepts import GENERIC, NUMBERS, PLACES, TELLING
from compliance.screening.spelling import fold

#: Worth in thousandths: of a word that nobody else is called by, and of the kinds below.
RARE, KNOWN, COMMON, EVERYWHERE, WEAK, PARTICLE, FORM, LETTER = 1000, 800, 640, 460, 300, 90, 60, 250
#: Of companies: a word that many like to be called by, a land, a town, and a word that tells what kind of body it is.
LIKELY, LAND, TOWN, KIND = 400, 400, 300, 460

_PARTICLES = """
al el ul ad as ash ar at az ur us il bin ben ibn bint bn bt ould ap op oglu ogly kyzy zadeh de la las los du des da
das dos del della di van von der den ter ten zu zur y e i und et and the of st
"""
#: Words that bind the words of a company's name, in the languages of the lists.
_BINDING = """
for to in on by with from at or in its our por para con en sur pour par dans au aux fur im am mit vom zum zur bei
per il lo gli nel nella alla
sul va wa ve li lil na za po iz ot ob pri pod do ili dlya s z v i o a e u voor met het een og och ja te ke az ka ki
ko dar be
"""
_TITLES = """
dr mr mrs ms miss sir prof professor haji hajji hajj hadji al-hajj haj mullah mulla maulavi mawlawi maulana moulvi
molvi sheikh shaykh shaikh cheikh sayed sayyid sayyed seyed syed seyyed sayid qari hafiz akhund akhundzada agha ustad
imam ayatollah hojatoleslam general gen colonel col major maj captain capt lieutenant brigadier commander admiral
president minister eng engineer jr sr ii iii iv comandante don dona senor senora herr frau
"""
_EVERYWHERE = """
muhammad mohd ahmad ali abdul abdullah abd hassan hussein ibrahim omar mahmoud mustafa said yusuf khan kim li wang
zhang chen liu singh kumar jose maria juan john james michael david robert mary william richard thomas carlos luis
antonio ivan alexander sergey nguyen abu garcia rodriguez martinez hernandez lopez gonzalez smith johnson williams
brown jones da silva santos
"""
_COMMON = """
navarro serrano blanco molina suarez delgado rubio marin sanz nunez medina garrido cortes lozano guerrero cano prieto
mendez calvo vidal leon campos vega fuentes carrasco aguilar herrera santana montero iglesias alvaro teresa pilar
marta beatriz cristina ines lucia isabel lebedev novikov kozlov morozov volkov sokolov pavlov semenov golubev
vinogradov bogdanov fedorov mikhailov belov tarasov orlov makarov natalya tatyana yelena aleksandra hamdan haddad
khoury darwish farouk qasim nadia samira layla salma yasmin rania becker lewis raymond taylor harris larry barbara
abdurrahman alberto aleksandr amir andrey aziz bashir choe chol din flores hamid ismail jang jesus jorge karim khalid
khalil majid mansur manuel miguel musa nasser pak perez rahman reza ri salam saleh salim sanchez sulayman su yahya
vladimir dmitry mikhail nikolai igor oleg andrei alexey yuri viktor natalia olga elena tatiana irina anna svetlana
ekaterina ivanov petrov sidorov smirnov kuznetsov popov hamza bilal fatima aisha khadija zainab amina mariam ayesha
tariq rashid jamal kamal nasir akbar malik hussain iqbal shah hashim osman usman umar uthman taha jafar sadiq mehdi
mahdi hadi abbas jamil walid faisal sultan samir adel habib latif saeed amin francisco pedro fernando rafael roberto
ricardo mario angel alejandro javier eduardo sergio ramon andres diego daniel gabriel victor oscar julio cesar raul
enrique alfredo arturo guillermo gustavo hector jaime ernesto ignacio pablo martin ana rosa carmen gomez diaz torres
ramirez ruiz jimenez moreno munoz alvarez romero gutierrez castro ortiz vargas reyes cruz morales ortega castillo
mendoza rojas fernandez silva santos oliveira souza pereira costa ferreira almeida lima gomes ribeiro miller davis
wilson anderson moore jackson white clark young walker hall allen king wright scott green baker adams nelson hill
campbell mitchell roberts carter phillips evans turner parker collins edwards stewart morris murphy cook rogers morgan
peterson cooper reed bailey bell kelly howard ward cox richardson wood watson brooks bennett gray james hughes price
joseph charles christopher matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george edward
ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen justin brandon benjamin samuel frank
gregory patrick jack dennis jerry patricia jennifer linda elizabeth susan jessica sarah karen nancy lisa margaret
sandra ashley laura julia sophie emma peter hans klaus wolfgang jurgen stefan thomas michael andreas schmidt muller
schneider fischer weber jean pierre michel philippe jacques francois marie nicolas laurent dubois bernard durand
moreau simon giuseppe giovanni marco luca francesco paolo rossi russo ferrari bianchi jan piotr krzysztof andrzej
stanislaw nowak kowalski yang huang zhao zhou wu xu sun ma zhu hu guo he gao lin luo zheng liang xie tang wei yu jin
cheng yong ho chong nam song park lee choi jung kang cho yoon lim han min hyun jun jae sung soo tanaka suzuki sato
takahashi watanabe ito yamamoto nakamura tran le pham hoang phan vu dang bui do ngo duong van thi raj ram lal das devi
sharma gupta patel verma prasad rao reddy mehmet mustafa ahmet ayse fatma yilmaz kaya demir celik sahin yildiz ozturk
aydin arslan
"""
_KNOWN = """
abed abid abubakar adam adil adnan akram aleksandrovich alekseyevich alfonso allah ammar armando asad awad ayad ayman
azim bakr barzan buitrago chang chin chun cifuentes daoud don fathi fawaz felix fuad gul guzman haq haqqani herrera
hyok imad ismael issa ivanovich iyad jabir jairo javad jin jo jong kamel ko kyong la madani makki marin masri mejia
meza mikhailovich mohammadi mohsen morteza muammar muhsin mun myong nikolaevich noor noorzai parra qadhafi qasim
quintero rahim rawi rincon rivera ruben saad saadi sabawi saddam sahib saif salazar salman sami shahab sharif son
tahir tikriti turki ubaydah ullah usama valencia viktorovich vladimirovich wali wei yasin yasser yun yunis zayn zuhair
sergeyevich petrovich ivanovna sergeyevna nikolaevna pavlovich anatolievich yurievich borisovich
"""
_FORMS = """
youxian gongsi gufen zeren ty tnhh mtv dis ve ic os tmi ky perseroan persero ud etfils asociados associados asociado
ltd limited llc inc incorporated corp corporation co company plc llp lp gmbh ag kg ohg ug se sa sas sarl srl spa snc
sca sci bv nv cv ltda limitada cia compania sociedad anonima spz spzoo as asa ab aps oy oyj kft zrt sro doo dd ad ood
eood ead kd pt tbk bhd sdn pte pvt private public ooo oao zao pao ao ojsc cjsc pjsc jsc fze fzco fzc fzllc est sal
sarlu eurl gie ev ei eirl rl cvba vof kk yk psc wll bsc saog pjs sac saa epp gk ges mbh dmcc joint stock liability
anstalt etablissement stichting stiftelse sprl asbl kgaa gbr eg mbb sagl sapa scarl onlus coop scoop scrl snd ste
sprlu scs spr sapi sofom enr
rl ri sc ips esp eirl tov tzov pat prat chp gup mup fgup fgbu fgau fku npo npao too mchj dsp jsb akb akib ood ek sp
sd dno doel spj vos zs as hf
ehf ivs amba ans tas sro kkt bt nyrt cc soc psc opc pma firma firm ltee pjs borisat chamkat kabushiki kaisha yugen
gaisha hoesa chusik preduzece
drustvo tovarystvo obmezhenoyu vidpovidalnistyu spolka spolecnost rucenim omezenym pvtltd
responsabilidad variable capital de enterprise otvetstvennostyu ogranichennoi obshchestvo aktsionernoe otkrytoe zakrytoe
publichnoe unitary sirketi anonim sti tic san
"""
_BUSINESS = """
wangluo chuanmei jinchukou hangyun huagong
keji maoyi guoji gongcheng jituan fazhan shiye touzi chuanwu ticaret sanayi insaat nakliyat cong co phan thuong mai
dich vu dau tu hotel plaza servicos comercio industria materiales sociedade empresa empreendimentos figli fils hijos
soehne sons brothers bros freres trading trade traders general international internacional intl global world group
grupo groupe holding holdings enterprise enterprises industries industry industrial services service servicios
solutions systems system technology technologies tech technical engineering consulting consultants investment
investments inversiones invest capital finance financial bank banco banque insurance exchange development developments
construction constructora contracting building properties property inmobiliaria real estate shipping marine maritime
lines line transport transportation logistics freight cargo air airlines airways aviation oil gas petroleum
petrochemical energy power electric electronics electronic chemical chemicals steel metal metals mining cement import
export imports exports commercial comercial comercializadora distribuidora distribution products production
manufacturing foods food agricultural agro agropecuaria farm farms medical pharma pharmaceutical health hotels travel
tourism media management partners partnership associates association foundation fund trust organization organisation
institute center centre university society committee council agency office bureau department ministry national state
federal central united first new north south east west northern southern eastern western american european asia asian
africa african middle gulf research security defense defence military science scientific information communications
telecom software digital data network online web design studio labs laboratories innovations concepts resources
materials equipment machinery tools auto motors kompaniya predpriyatie zavod concern union party movement army front
forces islamic charity relief welfare
"""


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


#: Words of so few letters are only themselves: by ear they are many others.
_SHORT = 3
_PERSON = {
    **dict.fromkeys(_folded(_KNOWN), KNOWN),
    **dict.fromkeys(_folded(_COMMON), COMMON),
    **dict.fromkeys(_folded(_EVERYWHERE), EVERYWHERE),
    **dict.fromkeys(_folded(_TITLES), PARTICLE),
    **dict.fromkeys(_PARTICLES.split(), PARTICLE),
}
_COMPANY = {
    **dict.fromkeys(FOUNDERS, COMMON),
    **dict.fromkeys(_folded(_EVERYWHERE + _COMMON + _KNOWN), COMMON),
    **dict.fromkeys(LIKED | NUMBERS, LIKELY),
    **dict.fromkeys(WHEREABOUTS, TOWN),
    **dict.fromkeys(_folded(_BUSINESS), WEAK),
    **dict.fromkeys(TELLING, KIND),
    **dict.fromkeys(PLACES, LAND),
    **dict.fromkeys(GENERIC, WEAK),
    # Short ones as written: `gaz` is no `GesmbH`.
    **dict.fromkeys((fold(word) for word in _FORMS.split() if len(word) > _SHORT), FORM),
    **dict.fromkeys((_FORMS + _PARTICLES + _BINDING).split(), FORM),
}
#: Words that initials may leave out.
BINDING = frozenset((_PARTICLES + _BINDING).split())
#: Words that say whose child somebody is; papers and people leave them out.
_PATRONYMIC = re.compile(r"[a-z]{3}(?:ovich|evich|ievich|ovych|evych|ovna|evna|ivna|yivna)$")
PATRONYMIC = 300
#: The shorter a word, the more words are like it: worth by length, in thousandths.
_LENGTH = (0, 300, 550, 800, 950, 1000, 1050, 1100, 1150)
#: No generic word of a company is worth more.
GENERIC_MOST = WEAK * _LENGTH[-1] // 1000


@lru_cache(maxsize=131_072)
def is_known(word: str, *, of_company: bool) -> bool:
    """Whether many are called so: a slip of the fingers seldom makes such a word of another."""
    table = _COMPANY if of_company else _PERSON
    return len(word) >= 4 and (fold(word) in table or (of_company and word in table))


def is_form(word: str) -> bool:
    """Whether a word of a company is its form of law, or a particle."""
    return _COMPANY.get(word, RARE) <= PARTICLE


@lru_cache(maxsize=131_072)
def worth(word: str, *, of_company: bool) -> int:
    """What agreement in `word` is worth, 0 to about 1150."""
    if of_company and word in BINDING:
        return FORM
    if len(word) == 1:
        return LETTER
    table = _COMPANY if of_company else _PERSON
    if not of_company and _PATRONYMIC.search(word):
        return min(PATRONYMIC, table.get(word, PATRONYMIC))
    heard = word if of_company and len(word) <= _SHORT else fold(word)
    return table.get(word, table.get(heard, RARE)) * _LENGTH[min(len(word), 8)] // 1000

"""Small lists of people and companies that do not exist, in the layouts of the real ones."""

from typing import Any

from compliance.screening import Entry
from compliance.screening.ofac import ADDRESSES, ALIASES, PRIMARY

# ruff: noqa: E501 (rows are as long as their publishers write them)
SDN = b"""36,"BOLDARIAN AIR LINES",-0- ,"XCUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r
173,"QUERBASH TRADING CO., LTD.",-0- ,"XCUBA] [XSDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. 'QTC'; Registration ID 884-771 (Cuba)."\r
2676,"AL-VARQAWI, Dr. Tamim Muhammad","individual","XSDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 19 Jun 1951; alt. DOB 1952; POB Giza, Egypt; Passport 1084010 (Egypt); nationality Egypt; a.k.a. 'ABU OF THE 7'."\r
2677,"OSTROVSKOY, Sergey Petrovich","individual","XUKR",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB circa 1960 to 1962; citizen Russia."\r
4243,"LADY BRUNA","vessel","XIRAN",-0- ,"9HA7",Tanker,-0- ,-0- ,"Panama",-0- ,"Vessel Registration Identification IMO 9187629."\r
\x1a"""
ALT = b"""173,12,"aka","QUERBASH HANDELS GMBH",-0- \r
2676,4760,"aka","AL-WARQAWI, Tameem",-0- \r
\x1a"""
ADD = b"""173,129,"Ibex House, The Minories","Havana","Cuba",-0- \r
2676,130,-0- ,-0- ,"Egypt",-0- \r
\x1a"""
OFAC = {PRIMARY: SDN, ALIASES: ALT, ADDRESSES: ADD}

UN = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>
<FIRST_NAME>TAMIM</FIRST_NAME><SECOND_NAME>MUHAMMAD</SECOND_NAME><THIRD_NAME/><FOURTH_NAME>AL-VARQAWI</FOURTH_NAME>
<UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.006</REFERENCE_NUMBER>
<NAME_ORIGINAL_SCRIPT>تميم محمد الورقاوي</NAME_ORIGINAL_SCRIPT><NATIONALITY><VALUE>Egypt</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Tamim al Warqawi; Tameem Warqawi</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Fatih</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1950</FROM_YEAR><TO_YEAR>1952</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>1084010</NUMBER></INDIVIDUAL_DOCUMENT>
</INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><DATAID>2</DATAID><FIRST_NAME>Querbash Trading Company</FIRST_NAME>
<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPe.002</REFERENCE_NUMBER>
<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Querbash Handel</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ADDRESS><COUNTRY>Democratic People's Republic of Korea</COUNTRY></ENTITY_ADDRESS>
</ENTITY></ENTITIES></CONSOLIDATED_LIST>""".encode()

TARGETS = """id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset,first_seen,last_seen,last_change
Q1,Person,Tamim al-Varqawi,Tameem Warqawi;Доктор Тамим,1951-06-19,eg,Giza,1084010,UN,,,Made Up List,2023-04-20,2026-02-20,2026-01-31
Q2,LegalEntity,"Querbash, Trading",QTC,,cu;kp,,884771,OFAC,,,Made Up List,2023-04-20,2026-02-20,2025-01-31
Q3,CryptoWallet,0xdeadbeef,,,,,,,,,Made Up List,2023-04-20,2026-02-20,2025-01-31
""".encode()


def entry(uid: str, *names: str, schema: str = "Person", **more: Any) -> Entry:
    """An entry of a made-up list with strong names."""
    return Entry(list="un", uid=uid, schema=schema, names=tuple((name, "strong") for name in names), **more)


PEOPLE = (
    entry("1", "AL-VARQAWI, Tamim Muhammad Rabi"),
    entry("2", "OSTROVSKOY, Sergey Petrovich"),
    entry("3", "Abd al-Rahman bin Yaqub"),
    entry("4", "KIM, Tok Hun"),
    entry("5", "ZAPATERO MENDIOLA, Jose Ignacio"),
    entry("6", "John"),
    entry("7", "习明平", "XI, Mingping"),
)
COMPANIES = (
    entry("11", "QUERBASH TRADING CO., LTD.", schema="Company"),
    entry("12", "OBSHCHESTVO S OGRANICHENNOI OTVETSTVENNOSTYU SEVERNAYA ZVEZDA", schema="Company"),
    entry("13", "BOLDARIAN AIR LINES", schema="Company"),
    entry("14", "KOREA GENERAL TRADING CORPORATION", schema="Company"),
)

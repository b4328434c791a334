"""Letters of any script brought to plain Latin ones, so that two spellings of a name can be compared."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

#: Marks that belong into a word, not between two.
_INSIDE = re.compile(r"['’‘ʻʼʿʾ`´′ˈ“”\"]")
#: Letters with dots between: `S.A.`, `L.L.C.`.
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}", re.UNICODE)
_WORDS = re.compile(r"[a-z0-9]+")
#: Letters that Unicode does not take apart, as passports spell them.
_SPELLED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "a",
     "&": " and "}
)  # fmt: skip
#: Russian, Ukrainian, Serbian and their neighbours in the spelling of passports and of the lists.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "yi",
    "є": "ye", "ґ": "g", "ў": "u", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ѓ": "gj", "ќ": "kj", "ѕ": "dz",
}  # fmt: skip
#: Arabic, Persian and Urdu letters; short vowels are not written, so only consonants and long vowels come out.
_ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d",
    "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f",
    "ق": "q", "ك": "k", "ک": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a", "و": "u", "ي": "i", "ی": "i", "ى": "a",
    "ء": "", "ئ": "i", "ؤ": "u", "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ھ": "h", "ہ": "h", "ے": "e",
    "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n",
}  # fmt: skip
_LETTERS = {**_CYRILLIC, **_ARABIC}
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{3})")
#: What Chinese companies are called after, which is written without spaces: in Latin letters, as words of their own.
_HAN_GENERIC = {
    "有限责任公司": "youxian gongsi",
    "股份有限公司": "youxian gongsi",
    "有限公司": "youxian gongsi",
    "公司": "gongsi",
    "集团": "jituan",
    "集團": "jituan",
    "国际": "guoji",
    "國際": "guoji",
    "贸易": "maoyi",
    "貿易": "maoyi",
    "科技": "keji",
    "技术": "jishu",
    "技術": "jishu",
    "电子": "dianzi",
    "電子": "dianzi",
    "信息": "xinxi",
    "网络": "wangluo",
    "網絡": "wangluo",
    "传媒": "chuanmei",
    "工程": "gongcheng",
    "实业": "shiye",
    "實業": "shiye",
    "工业": "gongye",
    "工業": "gongye",
    "投资": "touzi",
    "投資": "touzi",
    "发展": "fazhan",
    "發展": "fazhan",
    "进出口": "jinchukou",
    "進出口": "jinchukou",
    "物流": "wuliu",
    "航运": "hangyun",
    "化工": "huagong",
    "机械": "jixie",
    "能源": "nengyuan",
    "石油": "shiyou",
}
_HAN_GENERICS = re.compile("|".join(sorted(_HAN_GENERIC, key=len, reverse=True)))
_HAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]{2,4}")


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Small Latin letters and digits, one space between words. Apostrophes join, every other sign parts."""
    if not text.isascii():
        text = _latin(text)
    text = _INSIDE.sub("", text.lower())
    text = _DOTTED.sub(_undotted, text)
    return " ".join(_WORDS.findall(text.replace("&", " and ")))


def _latin(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _INSIDE.sub("", text)
    text = _ARABIC_ARTICLE.sub("al ", text)
    text = _HAN_GENERICS.sub(lambda found: f" {_HAN_GENERIC[found[0]]} ", text)
    text = _HAN.sub(_surname_first, text)
    text = "".join(_LETTERS.get(letter, letter) for letter in text).translate(_SPELLED)
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return text if text.isascii() else anyascii(text)


def _undotted(found: re.Match[str]) -> str:
    """`S.A.` and `S. A.` as one word each, `E.C.A. S.A.` as two."""
    groups = found[0].split()
    if all(len(group) == 2 for group in groups):
        return "".join(groups).replace(".", "") + " "
    return " ".join(group.replace(".", "") for group in groups) + " "


def _surname_first(found: re.Match[str]) -> str:
    """Chinese and Korean names as the lists write them: the surname, and what was given in one word."""
    word = found[0]
    first = 2 if len(word) == 4 else 1
    return f" {anyascii(word[:first])} {anyascii(word[first:])} ".lower()

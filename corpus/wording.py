"""Every regular expression for the set phrases of official documents: page furniture, dates, validity, annexes,
appointments.

Only parsing reads them. Strings come in, matches and dates go out:

    >>> find_date("二〇二四年一月十日")
    datetime.date(2024, 1, 10)
"""

from __future__ import annotations

import re
from datetime import date

from corpus.numbering import HANZI_NUMBER, to_int

# --- page furniture -------------------------------------------------------------------------------
# accepts: "市政府办公室文件 吕梁市人民政府公报 2024·1", "晋中政报 2025年第3期"; refuses: "公报的编辑"
_PAPER = r"(?P<name>[\u4e00-\u9fff]{0,12}(?:公报|政报))"
_ISSUE = r"(?P<year>\d{4})\s*(?:[·•.．]\s*(?P<issue>\d{1,2})(?!\d)|年\s*第\s*(?P<number>\d{1,3})\s*期)"
RUNNING_HEAD = re.compile(rf"{_PAPER}\s*{_ISSUE}")
# Its sides swapped, as on the facing page: "2025年第3期 晋中政报"
SWAPPED_HEAD = re.compile(rf"{_ISSUE}\s*{_PAPER}")
# Half a running head, furniture only where it comes again and again: "晋中市人民政府公报", "2025·3"
HALF_HEAD = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:公报|政报)|\d{4}\s*(?:[·•.．]\s*\d{1,2}|年\s*第\s*\d{1,3}\s*期)"
)
# accepts: "— 20 —", "- 7 -", "· 12 ·", "第 12 页"; refuses: "20—30", "12"
PAGE_NUMBER = re.compile(
    r"[—–－-]+\s*\d{1,4}\s*[—–－-]+|[·•]\s*\d{1,4}\s*[·•]|第\s*\d{1,4}\s*页(?:\s*共\s*\d+\s*页)?"
)
# A number alone on its line, a page number only beside a running head.
BARE_NUMBER = re.compile(r"\d{1,3}")

# --- dates ----------------------------------------------------------------------------------------
_DATE = (
    r"(?P<y>\d{4}|[〇○ＯO零一二三四五六七八九]{4})\s*年\s*"
    r"(?P<m>\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
# accepts: "2023 年 12 月 1 日", "二〇二四年一月十日"; refuses: "2023 年 12 月"
DATE = re.compile(_DATE)


def find_date(text: str) -> date | None:
    """The first full date printed in `text`; None where there is none or it is no calendar date."""
    m = DATE.search(text)
    try:
        return date(to_int(m["y"]), to_int(m["m"]), to_int(m["d"])) if m else None
    except ValueError:
        return None


# --- validity and terms ---------------------------------------------------------------------------
# accepts: "自发布之日起施行，有效期 2年", "有效期三年", "试行两年"; refuses: "有效期至", "试行办法"
VALID_YEARS = re.compile(
    rf"(?:有效期限?|施行期限?|试行期?限?|试行)为?\s*(?P<years>\d{{1,2}}|{HANZI_NUMBER})\s*年"
)
# accepts: "有效期至 2025 年 10 月 1 日", "执行至2030年12月31日"; refuses: "有效期 2年"
VALID_UNTIL = re.compile(
    rf"(?:有效期(?:限)?(?:截)?至|(?:执行|施行|实施|有效|试行)至|有效期自\S{{8,16}}(?:至|到))\s*{_DATE}"
)
# accepts: "自印发之日起施行", "自发布之日起实施"; refuses: "自收到之日起"
EFFECTIVE_AT_ISSUE = re.compile(r"自(?:印发|发布|公布|颁布|下发)之日起\s*(?:正式)?(?:施行|实施|执行|生效)")
# accepts: "自印发之日起30日后施行"; refuses: "自印发之日起施行"
EFFECTIVE_AFTER = re.compile(rf"自(?:印发|发布|公布)之日起\s*(?P<days>\d{{1,3}}|{HANZI_NUMBER})\s*日后")
# accepts: "自 2024 年 3 月 1 日起施行"; refuses: "自 2024 年起"
EFFECTIVE_ON = re.compile(rf"[自从]\s*{_DATE}\s*起\s*(?:正式)?(?:施行|实施|执行|生效)")
# accepts: "试用期一年"; refuses: "试用期满"
PROBATION = re.compile(rf"试用期\s*(?:\d{{1,2}}|{HANZI_NUMBER})\s*(?:年|个月)")
# accepts: "任期三年，2024 年 2 月至 2027 年 2 月"; refuses: "任期制"
TENURE = re.compile(
    rf"任期\s*(?:\d{{1,2}}|{HANZI_NUMBER})\s*年"
    r"(?:[，,]\s*(?P<from>\d{4}\s*年\s*\d{1,2}\s*月)\s*至\s*(?P<to>\d{4}\s*年\s*\d{1,2}\s*月))?"
)

# --- other openings -------------------------------------------------------------------------------
# accepts: "附件", "附件 2", "附件1：", "附1", "（附件1）"; refuses: "附件：岚县…", "附件 3。"
ANNEX_HEAD = re.compile(r"[（(]?附\s*[件表]?\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[）)]?\s*[：:]?")
# A heading with its title on the line: accepts "附件1：明厨亮灶建设标准"; refuses "附件：1.…", "附件1"
ANNEX_TITLED = re.compile(
    r"附\s*[件表]\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[：:]?\s*(?=[\u4e00-\u9fff《“]{4})"
)
# accepts: "附件：1.吕梁市…", "附表：低保标准一览表"; refuses: "附件"
ANNEX_LIST = re.compile(r"附\s*[件表]\s*[：:]\s*(?=\S)")
# accepts: "任命：", "决定免去:"; refuses: "任命权限"
APPOINTMENT_HEAD = re.compile(r"(?P<verb>任命|免去|提名|聘任|解聘|任免)(?:下列[^：:]*)?[：:]$")
_PERSON = r"[\u4e00-\u9fff](?:[\u4e00-\u9fff·]{1,3}|\s+[\u4e00-\u9fff])"
# accepts: "王 倩为市财政局副局长", "赵 龙的市财政局副局长职务", "陈志强同志市水利局…"; refuses: "经市政府党组研究"
APPOINTEE = re.compile(rf"(?P<name>{_PERSON})(?:同志[为的任]?|[为的])")
# A dismissal without 的, the name three characters unless spaced: "郭小红祁县财政局局长职务"
DISMISSED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]\s+[\u4e00-\u9fff]|[\u4e00-\u9fff]{3})(?=[\u4e00-\u9fff]{3,}职务)"
)
# Verb and name in one clause: accepts "任命王建军为市水利局局长", "免去陈志强同志市水利局副局长职务"; refuses
# "任命权限"
APPOINTED = re.compile(
    rf"(?:决定)?(?P<verb>任命|免去|提名|聘任|解聘)(?={_PERSON}(?:同志|[为的])|[\u4e00-\u9fff]{{6,}}职务)"
)
# accepts: "周建民任市交通运输局局长；", "李 明同志任市审计局副局长（试用期一年）"; refuses: "周建民任职满三年"
TAKES_OFFICE = re.compile(
    rf"(?P<name>{_PERSON})(?:同志)?任(?=[^，。；：]{{2,50}}(?:长|主任|主席|书记|委员|助理|[师员])(?:[（，；。]|$))"
)
# A title that says so: accepts "关于周建民等同志职务任免的通知", "关于李明任职的通知"; refuses "任职资格管理办法"
APPOINTING_TITLE = re.compile(r"(?:任免职?|任职|免职|职务|任命|聘任|解聘)的?(?:通知|决定)?$")
_OFFICE = r"(?:常务|党组)?(?:副)?(?:市长|县长|区长|州长|省长|主席|秘书长|书记|主任|局长)"
# accepts: "任忠常务副市长：负责", "油晓峰副市长：原有"; refuses: "市指挥部职责："
OFFICE_HOLDER = re.compile(rf"(?P<who>[\u4e00-\u9fff]{{2,4}}?{_OFFICE})(?:同志)?[：:]")
# The office first: accepts "副市长钱立群：负责教育"; refuses: "市长信箱：", "主任会议：每月一次"
HOLDER_OF_OFFICE = re.compile(
    rf"(?P<office>{_OFFICE})(?P<name>[\u4e00-\u9fff]{{2,3}})(?:同志)?[：:](?=负责|领导|主持|分管|协助|联系|原有)"
)
# On a line of its own, the duties below: accepts "顾 岚 市委常委、常务副市长", "李承岳 市长"; refuses
# "赵晓梅 市财政局副局长"
HOLDER_LINE = re.compile(
    rf"(?P<name>{_PERSON})\s+(?:[\u4e00-\u9fff]{{2,12}}[、，]\s*)*"
    r"(?P<office>(?:常务)?副?[市县区州省]长(?:助理)?|[市县区州省]政府(?:党组成员|秘书长)|秘书长)(?:[、，][\u4e00-\u9fff、，]{2,30})?"
)
# What closes a division of duties: accepts "本通知自印发之日起执行", "市政府领导同志实行A、B角制度"
OF_ALL_HOLDERS = re.compile("本(?:通知|决定|分工)|[市县区州省]?政府领导")
DUTY = re.compile("负责|领导|分管|联系|协助|主持")
# accepts: "（责任单位：市民政局…）", "责任单位：市民政局"; refuses: "（以下简称…）", "成员单位："
RESPONSIBLE = re.compile(r"[（(〔]?(?P<label>责任|牵头|配合)(?:部门|单位)[：:]")
# How a paragraph opens that refers to the one above, speaks of its own document or of who is in charge: of the
# sentences of local regulations that start so, nine in ten and more open a paragraph. Refuses: "前款所列"
NEW_PARAGRAPH = re.compile(
    r"有?前[一二三两]?[款项](?!所列)|本(?:条例|办法|规定|细则|规则|法)(?!第)|违反[本前]|县级以上"
    r"|本(?:决定|通知|意见|方案|通告|公告)自\S{2,16}起"
)
# 《…》 with the 文号 that may follow it
CITED_NAME = re.compile(r"《(?P<name>[^《》]{2,80})》")

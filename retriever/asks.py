"""What kind of answer a question asks for, which of its words only ask, and whether a text could give it.

>>> asked("80岁老人每月补贴多少"), fits("money", "每人每月70元生活补贴")
(('money',), True)
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from corpus import numbering

Ask = Literal[
    "money", "grant", "percent", "area", "depth", "radius", "perimeter", "distance", "length", "level", "age",
    "frequency", "minutes", "duration", "workdays", "date", "when", "count", "phone", "place",
    "who", "office", "coordinates", "amount", "meaning", "materials", "basis", "reason", "which",
]  # fmt: skip

# Measures that do not stand behind money: 多少人, 几十亩, 几百户.
_NO_MONEY = (
    "(?!万?[个名人位天年月日次回遍亩方吨户套条栋幢座处项类种家眼口辆台间头只张"
    "分平米公升度斤水立岁级等届层道成倍点地毫克瓦])"
)
_PAID = (
    "补贴?|贴|津贴|补助|奖励?|奖金|给|发|领|拿|赔|交|缴|收|罚|罚款|花|挣|退|报|扣|免|掏|垫|涨到|工资|待遇|养老金|价|费|钱|租金"
    "|押金|利息|违约金|滞纳金|票"
)

# In order: an earlier kind is more exact than a later one.
_ASKED: dict[Ask, str] = {
    "phone": (
        r"(?<!打)电话(?!约|调查|通知|喊|叫|催|回访|里|会议|费|预约)|打(?:哪个|什么|啥)?电话(?=给|是|打|多少|[，。？?]|$)"
        r"|号码(?!牌)|联系方式|打哪个|打几(?![折个次回分针天])|热线是"
    ),
    "coordinates": r"经纬度|坐标|经度|纬度",
    "frequency": (
        r"隔多(?:久|长时间)|[几多少]年\S{1,4}一[次回遍]|多久\S{0,6}一[次回遍]|(?<![说讲催求跑])[几多少][次回趟遍]|频次"
        r"|多长时间\S{0,4}[一1][次回遍]"
    ),
    "money": (
        r"多少钱|多钱|几块(?!地)|几毛|几分钱|多少元|多少个?亿|投多少|投资多少|多少万元?(?![亩人方吨户立])|几万块?|钱数|金额|额度|总投资|投资额"
        r"|单价|价格(?!类)|价钱|收费(?!站|点|员|处|期)|(?<!不)(?:要|掏|花|交|收)钱|免费|封顶价|多少(?:补贴|津贴|补助|奖|慰问金|赔|罚|利息|工资|押金|租金|违约金)"
        rf"|(?:{_PAID})(?:的?标准)?(?:是|能|得|要|算|到|个|上|每\S|最[高低多少]|一\S{{1,2}}?)*(?:多少|几[十百千万]){_NO_MONEY}"
        rf"|(?:每|一个?)(?:月|年|次|回|亩|天|顿|平米?|平方米?)\S{{0,6}}?(?:多少|几[十百千万]){_NO_MONEY}"
        rf"|几[十百千](?=块|元|[，。？?\s]|$)|(?:租金|工资|利息|押金|费用?|罚款|奖金|滞纳金|违约金)$"
        r"|(?:补贴|津贴|补助|奖励|收费|补偿|赔偿|罚款)(?:金额|的?标准|上限)"
    ),
    "percent": (
        r"百分之(?:几|多少)|几个(?:百分)?点|百分比|比例|占比|几成|\S率(?:要|应|能|得|目标)?(?:达到|达|是|为)?多少|率目标"
        r"|几倍|多少倍|[\u4e00-\u9fff]{2}率$"
    ),
    "area": r"面积|几亩|多少(?:亩|公顷)|多少平",
    "depth": r"多深|深度|井深",
    "radius": r"半径|圈[里内]|划进|离\S{0,8}[\d一二三四五六七八九十百]来?米",
    "perimeter": r"周长|一圈",
    "distance": r"多远|距离|离\S{0,6}(?:远|几米|多少米)|(?:几|多少)公里",
    "length": r"多[高长宽](?!时间)|几米|多少米",
    "level": r"几级|哪一?级|什么级|级别|几等|哪个等级",
    "age": r"年满多少|够多大|多大(?:岁数|年龄|年纪)|几岁|多少岁|年龄|多大了|岁数|得多大(?=[，。？?才]|$)|多大[才能可]",
    "minutes": r"(?:几|多少)(?:分钟|秒)",
    "workdays": r"工作日|办理时限|几天办|几天能办|多久办|多久能办",
    "duration": (
        r"[几多少两](?:个)?(?:工作日|小时|钟头|星期|礼拜|天|日内)|多长时间|多久|时限|期限|[几多少]年(?!级)|试用期|任期|有效期"
    ),
    "date": r"何日|哪[天年月一]?[天日年](?!级)|几月|几号(?!文)|截止|日期|时间表|哪年",
    "when": r"什么时[候间]|何时|啥时|多会儿",
    "place": r"在哪(?![个些类种几])|哪头|哪面|哪[里儿]|地址|位置|哪边|方位|什么地方|哪个方向",
    "office": r"哪个?(?:部门|局|单位|机构|科室|家)|什么(?:部门|单位)|归哪|牵头|责任单位|主管部门|何机构|何部门",
    "who": r"谁|哪[几两]?[位名]|姓名|叫什么名|什么人|分管领导|新任|哪个副?[市局院校]长|何人",
    "count": r"[几多少][个名人间辆台处项类种家眼口户套条支所座]|数量|多少(?:村|人)|总数",
    "meaning": r"什么是|何谓|何为|是指|指的?是?(?:什么|啥|哪)|什么意思|定义|算不算|属不属于|个?啥意思|什么叫|啥叫|啥是",
    "materials": r"(?:需要?|带|哪些|什么|啥)(?:\S{0,4})(?:材料|手续|证件)|材料(?:清单)?$",
    "basis": r"依据|根据(?:的?是)?(?:什么|哪些|啥)|法律法规制定|凭(?:什么|啥)|根据哪",
    "reason": r"为[啥什]么?|什么原因|啥原因|因为什么|因为啥|怎么回事|咋回事",
    "which": r"包括(?:哪|什么|啥)|有(?:哪些|啥|什么)|哪些",
    "amount": r"多少|多大|几",
}  # fmt: skip

# Kinds with a form of their own: where a text has nothing of the form, it does not say.
FORMAL: dict[Ask, str] = {
    "money": "金额", "phone": "电话", "percent": "比例", "depth": "深度", "radius": "半径", "perimeter": "周长",
    "distance": "距离", "area": "面积", "age": "年龄", "date": "日期", "frequency": "次数", "duration": "期限",
    "coordinates": "坐标", "materials": "材料", "workdays": "工作日", "grant": "金额",
    "minutes": "时间", "when": "时间", "reason": "原因",
}  # fmt: skip

# Money that is given: that something is free does not say how much.
_GRANT = re.compile("补|津贴|奖|发放|领|赔|投|工资|低保|慰问|待遇")

_HANZI = "[一二两三四五六七八九十百千万]"
_N = rf"(?:\d|{_HANZI})"
_GIVEN: dict[Ask, str] = {
    "phone": rf"{numbering.PHONE.pattern}|(?:拨打|热线|电话|报警)\D{{0,12}}\d{{3,8}}",
    "coordinates": "°",
    "frequency": (
        rf"每(?:人?[年月日周天季]|半年|季度|{_HANZI}\S{{0,2}}[年月日天]|\S{{0,6}}(?:一|至少|不少于){_N}?次)|{_N}次"
    ),
    "money": (
        r"\d[\d.]*[万亿]?[元角分]|免费|免交|免头|半价|免租|零成本|无偿|不收|免收|免征|免予|免除|减半|减免|\d[%％]|百分之"
        r"|[\d一二三四五六七八九]折|个月(?:的)?(?:租金|工资)|自行承担|财政承担|不予补"
    ),
    "grant": r"\d[\d.]*[万亿]?[元角分]|\d[%％]|百分之|倍|不予补|不再补",
    "percent": r"\d[%％]|百分之|分之[一二三四五六七八九]|倍|的比例",
    "area": r"\d[万]?亩|公顷|平方|面积|km2",
    **dict.fromkeys(("depth", "radius", "perimeter", "distance", "length"), r"\d(?:m|米|公里)|（m）"),
    "level": "[一二三四五]级|级别|\\d等|重大|较大",
    "age": r"岁|年龄",
    "minutes": r"分钟|秒|立即|即时",
    "workdays": r"工作日|\d日内",
    "duration": (
        rf"{_N}(?:个)?(?:工作日|小时|分钟|[天日周]|月|年|季度)|长期|期满|定期|立即|当[日月天]|每[年月日季天]"
        r"|至\S{1,20}(?:止|后)"
    ),
    "date": r"\d{4}年|\d月|日前|[年月]底|之日|期满|次[日月年]|当[日月年天]|每[年月]\S{0,3}\d|工作日",
    "when": (
        r"\d{4}年|\d月|日前|[年月]底|之日|[后前起]，|时，|期满|次[日月年]|当[日月年天]|每[年月日]"
        rf"|{_N}个?(?:工作日|小时|[年月日天])"
    ),
    "place": r"[东南西北侧处镇乡村街路区县]|窗口|机构|部门|中心|单位",
    "who": r"长|主任|书记|人|组",
    "office": r"局|部门|单位|委|政府|中心|办|乡|镇|机构|公司|支队|厅|部|法院|银行|会",
    "count": rf"{_N}|、",
    "meaning": r"是指|所称|指[^导示挥标定数派南]|\n指",
    "materials": r"材料|资料|手续|证明|报告|持\S|提交|方案|申请|[\u4e00-\u9fff]证",
    "basis": r"(?:根据|依据|按照|参照|结合)\S{0,80}《",
    "reason": r"因|由于|原因|到龄|退休|为了|为[\u4e00-\u9fff]{2,}|未达|不符",
    "which": r"包括|下列|以下|如下|分为|分别|、\S+、",
    "amount": rf"{_N}|面积|、",
}  # fmt: skip


@lru_cache(maxsize=4096)
def asked(question: str) -> tuple[Ask, ...]:
    """The kinds of answer asked for, most exact first; none where the question only names a thing."""
    kinds = tuple(kind for kind, pattern in _ASKED.items() if re.search(pattern, question))
    exact = tuple(kind for kind in kinds if kind != "amount") or kinds
    if "money" in exact and _GRANT.search(question):
        return tuple("grant" if kind == "money" else kind for kind in exact)
    return exact


@lru_cache(maxsize=32768)
def fits(kind: Ask, text: str) -> bool:
    """Whether a text holds something of the kind asked for."""
    return bool(re.search(_GIVEN[kind], text))


# What the head of a column says that holds the kind of answer.
_HEADS: dict[Ask, str] = {
    "coordinates": "经度|纬度|坐标",
    "place": "位置|地址|地点",
    "depth": "深",
    "radius": "半径|方案",
    "perimeter": "周长",
    "distance": "距离|位置",
    "length": "长度|高度",
    "level": "级别|等级|响应",
    "area": "面积",
    "office": "部门|单位|机构$",
    "count": "数量|数$",
    "money": "标准|价格|金额|经费|补贴|元",
    "grant": "标准|金额|补贴",
    "percent": "比例|率|标准",
    "frequency": "标准|频次|内容",
    "duration": "期限|时限|时间|标准",
    "age": "对象|年龄|标准",
    "phone": "电话",
    "who": "负责人|职务|姓名|机构$|部门|单位",
}
# A sentence that says who has to do it, among many that only name an office.
_NAMED: dict[Ask, str] = {
    "office": (
        r"牵头|责任(?:单位|部门)|由\S{1,24}(?:负责|牵头|承办|组织)|[〔（(]\S{0,6}市\S{1,12}[局委办]|局负责"
    ),
    "who": r"担任|兼任|主持|牵头|负责|由\S{1,24}[长任]|[长任]$",
}


@lru_cache(maxsize=8192)
def heads(kind: Ask, column: str) -> bool:
    """Whether a column of this name is where the kind of answer stands."""
    pattern = _HEADS.get(kind)
    return bool(pattern and re.search(pattern, column))


@lru_cache(maxsize=32768)
def says(kind: Ask, sentence: str) -> bool:
    """Whether a sentence gives the kind of answer: as `fits`, for offices and persons only as the one in charge."""
    pattern = _NAMED.get(kind)
    return bool(re.search(pattern, sentence)) if pattern else fits(kind, sentence)


# Measures that a text has to have where they are asked for, each with what documents write for it.
_AREA = "平方|km2|公顷|亩"
_MEASURES = {
    "人": "人|名|位|分之|户", "人家": "户|家", "个人": "人|名|位|分之", "名": "人|名|位", "位": "人|名|位",
    "口人": "人",
    "户": "户|家|分之|半数", "户人": "户|家|分之|半数", "栋": "栋|幢|座", "幢": "栋|幢|座", "套": "套", "间": "间",
    "层": "层",
    "辆": "辆|台", "台": "台|辆|套", "架": "架|台", "头": "头", "只": "只|条|头", "棵": "株|棵", "分": "分|元|角",
    "分钟": "分钟|小时", "秒": "秒|分钟", "类": "类", "级": "级", "平": _AREA, "平米": _AREA, "个平方": _AREA,
    "平方": _AREA, "吨": "吨", "公里": "公里|km|千米", "度": "度|℃", "桶": "桶", "车道": "车道", "条道": "车道|条道",
}  # fmt: skip
_MEASURED = re.compile(
    rf"(?<![哪好十百千上])(?:几|多少)(?P<measure>{'|'.join(sorted(_MEASURES, key=len, reverse=True))})(?![领导钟])"
)


def measured(question: str, text: str) -> bool:
    """Whether a text counts in the measure that a question asks for; True where it asks for none.

    >>> measured("乡镇要派几个人", "至少派驻3名协管员"), measured("出警几分钟得到场", "3名")
    (True, False)
    """
    m = _MEASURED.search(question)
    if not m:
        return True
    own = _MEASURES[m["measure"]]
    return bool(re.search(rf"(?:{_N}|[ⅠⅡⅢⅣⅤ])[余多]?(?:万|个)?(?:{own})|（(?:{own})", text))


# Words that only ask, address or fill; what is left says what the question is about.
_SCAFFOLD = re.compile(
    r"请问|您好|你好|麻烦|想问一?下?|咨询一?下?|问一?下|告诉我|帮我查?|查一下|我想|想知道|听说|据说|现在|目前|"
    r"到底|究竟|是不是|能不能|可不可以|应该|要不要|有没有|会不会|行不行|怎么[样办]?|如何|为什么|为啥|咋[样办]?|"
    r"多少|多大|多久|多长时间|多会儿|什么时[候间]|什么|啥时候?|啥|几个|几种|几项|几天|几次|几回|几|哪[些个里儿位家年天]?|谁|"
    r"何[时种谓]|一下|一共|总共|具体|"
    r"[的了吗呢吧啊呀嘛是把被给这那我你他她您咱么就也还都很得着，。？?！!、；;：:\s“”\"]+"
)


def content(question: str) -> list[str]:
    """The stretches of a question that say what it is about, without the words that only ask."""
    return [part for part in _SCAFFOLD.split(question) if part]

"""The JSON contract as OpenAPI describes it. Answers are not validated on the way out: one function makes them
for every caller (`retriever.answer.as_json`), and a test holds it against these schemas."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.records.store import Verdict

_Keyed = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": True})


class Span(BaseModel):
    """答案中需要突出显示的一段。"""

    start: int = Field(description="起点，从0数起的字符位置。", examples=[31])
    end: int = Field(description="终点（不含）。", examples=[34])
    kind: str = Field(
        description="种类：amount 数额，date 日期，percent 比例，phone 电话，duration 期限，doc_no 文号。",
        examples=["amount"],
    )


class Validity(BaseModel):
    """文件在某一天是否有效，只依据文件自己的条款。"""

    state: Literal["in_force", "expired", "not_stated"] = Field(
        description="in_force 现行有效，expired 已过有效期，not_stated 文件未注明有效期。",
        examples=["not_stated"],
    )
    effective_on: date | None = Field(description="施行日期。", examples=["2023-12-15"])
    expires_on: date | None = Field(description="有效期的最后一天。", examples=["2025-12-15"])
    basis: str | None = Field(
        description="作出判断的条款原文。", examples=["本办法自发布之日起施行，有效期2年。"]
    )


class Citation(BaseModel):
    """一处出处：哪个文件的哪一条、哪一项、哪一行。"""

    model_config = _Keyed

    id: str = Field(description="定位键，可作永久链接。", examples=["吕政办发〔2024〕2号/附件/第8项"])
    doc_no: str = Field(description="文号。", examples=["吕政办发〔2024〕2号"])
    title: str = Field(
        description="文件标题。",
        examples=["吕梁市人民政府办公室关于印发吕梁市基本养老服务体系建设实施方案的通知"],
    )
    locator: str = Field(description="引用时的写法。", examples=["附件《吕梁市基本养老服务清单》第8项"])
    text: str = Field(description="这一处的全文，一字不改。", examples=["80周岁及以上老年人 8 高龄津贴 …"])
    quote: str = Field(
        description="其中作答的原文。",
        examples=["为全市80周岁（含）至99周岁（含）非低保老年人每人每月发放50元生活补贴"],
    )
    page: int | None = Field(description="公报上的印刷页码。", examples=[49])
    validity: Validity = Field(description="文件的效力。")
    score: float = Field(description="检索得分，只在同一次查询内可比。", examples=[34.2781])


class Contact(BaseModel):
    """文件所附的咨询单位。"""

    unit: str = Field(description="单位名称。", examples=["吕梁市民政局"])
    phone: str = Field(description="电话。", examples=["0358-8237023"])
    doc_no: str = Field(description="出自哪个文件。", examples=["吕政办发〔2024〕2号"])
    id: str = Field(description="出处的定位键。", examples=["吕政办发〔2024〕2号/咨询单位"])


class Answer(BaseModel):
    """一个问题的答复。答案都是公报原文的截取，没有一个字是生成的。"""

    model_config = _Keyed

    question: str = Field(description="问题原文。", examples=["80岁老人每月补贴多少"])
    status: Literal["answered", "ambiguous", "no_answer"] = Field(
        description="answered 有答案；ambiguous 几处都可能适用，取决于提问人的情况；no_answer 没有答案。",
        examples=["answered"],
    )
    reason: Literal["not_in_corpus", "out_of_scope", "empty", "too_long"] | None = Field(
        description="没有答案的原因：not_in_corpus 公报中没有，out_of_scope 不归公报管，empty 空问题，too_long 过长。",
        examples=[None],
    )
    answer: str | None = Field(
        description="答案。",
        examples=["为全市80周岁（含）至99周岁（含）非低保老年人每人每月发放50元生活补贴"],
    )
    message: str | None = Field(description="没有答案时给读者的一句话。", examples=[None])
    spans: list[Span] = Field(description="答案中的数额、日期、电话等。")
    citations: list[Citation] = Field(description="出处，最多5处，第一处承载答案。")
    contact: Contact | None = Field(description="可以咨询的单位。")
    confidence: float = Field(description="把握程度，0至1。", examples=[0.93])
    index: str = Field(description="所用索引的指纹。", examples=["18318bcb0fe7"])
    elapsed_ms: float = Field(description="检索用时，毫秒；重复的问题给出第一次的用时。", examples=[0.9])


class Hit(BaseModel):
    """检索到的一处。"""

    id: str = Field(description="定位键。", examples=["吕政办发〔2024〕2号/附件/第8项"])
    score: float = Field(description="得分，只在同一次查询内可比。", examples=[12.345678])
    doc_no: str = Field(description="文号。", examples=["吕政办发〔2024〕2号"])
    title: str = Field(
        description="文件标题。",
        examples=["吕梁市人民政府办公室关于印发吕梁市基本养老服务体系建设实施方案的通知"],
    )
    locator: str = Field(description="引用时的写法。", examples=["附件《吕梁市基本养老服务清单》第8项"])
    text: str = Field(description="全文。", examples=["80周岁及以上老年人 8 高龄津贴 …"])


class SearchResult(BaseModel):
    """检索结果，最好的在前。"""

    question: str = Field(description="检索词原文。", examples=["高龄津贴"])
    hits: list[Hit] = Field(description="检索到的各处。")
    index: str = Field(description="所用索引的指纹。", examples=["18318bcb0fe7"])


class DocumentLine(BaseModel):
    """文件目录中的一份文件。"""

    doc_no: str = Field(description="文号。", examples=["吕政办发〔2024〕2号"])
    title: str = Field(
        description="标题。",
        examples=["吕梁市人民政府办公室关于印发吕梁市基本养老服务体系建设实施方案的通知"],
    )
    issuer: str = Field(description="发文机关。", examples=["吕梁市人民政府办公室"])
    genre: str = Field(description="文种。", examples=["通知"])
    issued_on: date | None = Field(description="成文日期。", examples=["2024-01-14"])
    issue: str = Field(description="登在哪一期公报。", examples=["吕梁市人民政府公报2024年第1期"])
    pages: list[int] = Field(description="起止印刷页码。", examples=[[40, 51]])
    validity: Validity = Field(description="效力。")
    contact: Contact | None = Field(description="咨询单位。")
    url: str = Field(description="网页地址。", examples=["/doc/%E5%90%95…"])


class DocumentList(BaseModel):
    """收录的全部文件，按公报中的次序。"""

    documents: list[DocumentLine] = Field(description="文件。")
    index: str = Field(description="所用索引的指纹。", examples=["18318bcb0fe7"])


class Unit(BaseModel):
    """可以单独引用的一处：一条、一款、一项、一行。"""

    id: str = Field(description="定位键。", examples=["吕政办发〔2024〕2号/附件/第8项"])
    doc_no: str = Field(description="文号。", examples=["吕政办发〔2024〕2号"])
    title: str = Field(
        description="文件标题。",
        examples=["吕梁市人民政府办公室关于印发吕梁市基本养老服务体系建设实施方案的通知"],
    )
    locator: str = Field(description="引用时的写法。", examples=["附件《吕梁市基本养老服务清单》第8项"])
    kind: str = Field(description="种类：article 条，paragraph 款，item 项，row 行……", examples=["row"])
    path: list[str] = Field(description="上面的各级标题，外层在前。", examples=[["吕梁市基本养老服务清单"]])
    text: str = Field(description="全文，一字不改。", examples=["80周岁及以上老年人 8 高龄津贴 …"])
    pages: list[int] = Field(description="印刷页码。", examples=[[49]])
    cells: dict[str, str] | None = Field(description="表格行的各列。", examples=[{"服务项目": "高龄津贴"}])
    url: str | None = Field(description="网页地址。", examples=["/doc/%E5%90%95…#附件/第8项"])


class Document(DocumentLine):
    """一份文件和它的各处。"""

    addressee: str = Field(description="主送。", examples=["各县（市、区）人民政府，市直各有关单位"])
    attachments: list[str] = Field(description="附件。", examples=[["吕梁市基本养老服务清单"]])
    cites: list[str] = Field(description="文中提到的其他文件。", examples=[["《山西省基本养老服务清单》"]])
    text: str = Field(description="全文。", examples=["吕梁市人民政府办公室关于印发…"])
    units: list[Unit] = Field(description="各处，按原文次序。")


class SuggestionLine(BaseModel):
    """一条输入建议。"""

    text: str = Field(description="建议的文字。", examples=["高龄津贴"])
    kind: Literal["文件", "事项", "单位"] = Field(description="种类。", examples=["事项"])
    path: str | None = Field(description="直达的网页；没有时把文字当作问题。", examples=[None])


class Suggestions(BaseModel):
    """输入建议，最好的在前。"""

    suggestions: list[SuggestionLine] = Field(description="建议。")


_Text = Annotated[str, StringConstraints(max_length=4000)]


class Question(BaseModel):
    """一个问题。"""

    model_config = ConfigDict(extra="forbid")

    question: _Text = Field(description="问题，不超过300字。", examples=["80岁老人每月补贴多少"])
    on: date | None = Field(None, description="按哪一天判断效力；不填为今天。", examples=["2026-01-01"])


class Feedback(BaseModel):
    """对一次答复的评价。写入前会遮去身份证号、手机号、银行卡号、邮箱和车牌。"""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(
        description="当时的问题。", examples=["80岁老人每月补贴多少"]
    )
    verdict: Verdict = Field(
        description="right 答得对，wrong 答错了，missing 该有而没有。", examples=["wrong"]
    )
    unit: Annotated[str, StringConstraints(max_length=300)] | None = Field(
        None, description="评价的是哪一处，定位键。", examples=["吕政办发〔2024〕2号/附件/第8项"]
    )
    comment: Annotated[str, StringConstraints(max_length=1000)] | None = Field(
        None, description="补充说明。", examples=["来电人问的是100岁"]
    )


class Accepted(BaseModel):
    """已收到。"""

    status: Literal["accepted"] = Field(description="总是 accepted。", examples=["accepted"])


class Health(BaseModel):
    """服务的状况。"""

    status: Literal["ok"] = Field(description="能够答复时为 ok。", examples=["ok"])
    index: str = Field(description="所用索引的指纹。", examples=["18318bcb0fe7"])
    records: Literal["ok", "unavailable"] = Field(description="记录库的状况，不影响答复。", examples=["ok"])


class ProblemBody(BaseModel):
    """出错时的正文（RFC 9457）。"""

    type: str = Field(description="错误种类。", examples=["urn:gongbao:problem:unknown_document"])
    title: str = Field(description="错误名称。", examples=["没有这份文件"])
    status: int = Field(description="HTTP 状态码。", examples=[404])
    detail: str = Field(
        description="怎么办。", examples=["收录的公报中没有这个文号的文件，可以在文件目录中查找。"]
    )
    code: str = Field(description="不变的错误代码，程序按它判断。", examples=["unknown_document"])

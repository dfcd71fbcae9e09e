"""Words that carry no condition: what is left of a sentence without them was not understood."""

import re

FILLER_PHRASES = (
    r"由谁负责|放宽到?|随便|街边|路边|沿街|其[他它]的?(?:街道|商圈|区域)|别的街道|分别|走路|步行|其他地方|其它地方|沿线|小店|都行|绝对|绝不|楼板|商圈|板块|一带|负责人?|牵头|主管|具备|具有|拥有|提供|位置|地段|成熟|周边配套|配套|朝向|楼层|左右的|标准|"
    r"哪一?个?栋?|请问一?下?|对比一?下?|比较一?下?|统计一?下?|了解一?下|推荐一?下|介绍一?下|什么样的?|我们公司|我们企业|想看看?|"
    r"查一?下|列出来?|辖区内?|所有的?|全部的?|合适的?|适合的?|条件的?|闲置的?|机会清单|投资机会|合作机会|哪几个?|怎么样?|这样的?|"
    r"那样的?|范围内?|交通便利|交通方便|一定要?|什么时候|征集中?|发布的?|公布的?|最新的?|相关的?|方面的?|请帮我|本公司|找到?|"
    r"列一下|有没有|有哪些|有什么|是否有|能不能|哪几栋|那么?|它们?|尽可能|差不多|类的?|麻烦|帮我|帮忙|给我|我司|我们|咱们|你们|您好|"
    r"公司|企业|团队|客户|朋友|老板|想要|想找|想租|打算|计划|准备|希望|需要|需求|要求|寻找|寻求|看看|查询|了解|推荐|介绍|列举|显示|"
    r"有无|有哪|有啥|是否|还有|目前|现在|现有|当前|全区|全市|本区|我区|区里|区内|你区|全部|完整|适合|适宜|满足|符合|条件|可以|能够|"
    r"租赁|出租|招租|租下|租用|求租|购买|招商|空闲|房源|房子|载体|场地|场所|空间|资源|物业|楼栋|大楼|项目|机会|清单|台账|信息|情况|"
    r"名单|列表|哪些|哪个|哪栋|哪里|哪儿|哪家|什么|如何|多少|多大|几个|几栋|一共|总共|共有|合计|总计|总和|一个|一间|一处|一栋|一套|"
    r"一块|一些|一下|这个|那个|这些|那些|其中|里面|如果|要是|换成|改成|只看|只要|附近|周边|旁边|周围|左右|靠近|位于|地处|属于|区域|"
    r"以内|之内|方便|最好|优先|尽量|而且|并且|同时|以及|或者|要有|带有|配有|配备|必须|应该|用来|用于|用作|作为|面积|租金|价格|预算|"
    r"大小|大概|大约|谢谢|多谢|好的|的话|比较|距离|没有|汇总|分布|排序|排名|排列|怎样|时间|申请|报名|参与|对接|开放|行业|产业|领域"
)
"""Phrases that carry no condition, longest first."""

FILLER_CHARACTERS = frozenset(
    "请我你您想查能可租买楼哪共几这换改只或和与及跟带配做开办搞好吗呢吧啊呀嘛的了是在有要为个家栋处间套条就也都还再更很把被让给到从离距按对比上下里中内新不无该其各每并且者等类"
)
"""Characters that carry none when they stand as a word of their own."""

ENGLISH_FILLERS = frozenset(
    re.findall(
        r"\S+",
        "a an the i we our my your us me you it its is are was be been do does did can could would should shall will "
        "may might must have has had of in on at to for from with by about and or but any some all please find show "
        "list give tell need needs needed want wants looking look seeking search rent rental lease leasing space "
        "spaces area areas building buildings unit units property properties site sites place room rooms suitable "
        "available options option there which what where how many much that this these those them they one ones "
        "company business team located location near nearby within district city please recommend good best "
        "opportunities opportunity projects project listings listing sqm square meters metres per month year day yuan "
        "rmb cny least most more less than around approximately under over up open currently now also so not no if "
        "only just too as out into who whom let know get sector industry industries related preferably ideally total "
        "large big small size sized floor open-plan use using used set setup start",
    )
)

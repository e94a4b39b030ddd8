"""Organisation, programme, parties, departments, people and log-ins of the hospital demo. All names are invented."""

from __future__ import annotations

from .records import Contact, Department, Login, Name, Party, Person

ORGANISATION_CODE = "HUACHENG"
ORGANISATION = Name("华澄信息", "Huacheng Information")
PROGRAMME_CODE = "JZSZ"
PROGRAMME = Name("江州数字化", "Jiangzhou Digital")

CUSTOMER, INTEGRATOR = "JZ1Y-H", "HC"

PARTIES = (
    Party(
        CUSTOMER,
        Name("江州市第一人民医院", "Jiangzhou First People's Hospital"),
        "customer",
        Contact("何志诚 He Zhicheng", "0571-5550 0101", "hezhicheng@jz1y.example", 4),
    ),
    Party(INTEGRATOR, Name("华澄信息", "Huacheng Information"), "integrator"),
    Party(
        "V1",
        Name("瑞康软件", "Ruikang Software"),
        "vendor",
        Contact("卫东 Wei Dong", "0571-5550 0211", "weidong@ruikang.example", 4),
    ),
    Party(
        "V2",
        Name("智检科技", "Zhijian Technology"),
        "vendor",
        Contact(
            "姚磊 Yao Lei",
            "0571-5550 0222",
            "yaolei@zhijian.example",
            2,
            "签署后改规格已两次，升版先走变更。 Changed a signed specification twice: no new version without a change.",
        ),
    ),
    Party(
        "V3",
        Name("影联医疗", "Yinglian Medical"),
        "vendor",
        Contact("钟山 Zhong Shan", "0571-5550 0233", "zhongshan@yinglian.example", 3),
    ),
    Party(
        "V4",
        Name("文澜医信", "Wenlan Medical Informatics"),
        "vendor",
        Contact("温良 Wen Liang", "0571-5550 0244", "wenliang@wenlan.example", 4),
    ),
    Party(
        "V5",
        Name("汇付通", "Huifutong Payments"),
        "vendor",
        Contact(
            "孟凯 Meng Kai",
            "0571-5550 0255",
            "mengkai@huifutong.example",
            3,
            "只在工作日 10 点前答复。 Answers on workdays before ten o'clock only.",
        ),
    ),
    Party(
        "V6",
        Name("恒账软件", "Hengzhang Software"),
        "vendor",
        Contact("章平 Zhang Ping", "0571-5550 0266", "zhangping@hengzhang.example", 3),
    ),
    Party("YBJ", Name("省医疗保障局", "Provincial Healthcare Security Administration"), "regulator"),
    Party("WJW", Name("江州市卫生健康委员会", "Jiangzhou Health Commission"), "regulator"),
)

DEPARTMENTS = (
    Department("H-LEAD", Name("院领导", "Hospital management"), CUSTOMER),
    Department("H-IT", Name("信息科", "Information technology"), CUSTOMER),
    Department("H-MED", Name("医务科", "Medical affairs"), CUSTOMER),
    Department("H-OPD", Name("门诊部", "Outpatient department"), CUSTOMER),
    Department("H-LAB", Name("检验科", "Clinical laboratory"), CUSTOMER),
    Department("H-RAD", Name("放射科", "Radiology"), CUSTOMER),
    Department("H-PHA", Name("药学部", "Pharmacy"), CUSTOMER),
    Department("H-NUR", Name("护理部", "Nursing"), CUSTOMER),
    Department("H-FIN", Name("财务科", "Finance"), CUSTOMER),
    Department("H-INS", Name("医保办", "Insurance office"), CUSTOMER),
    Department("H-EQP", Name("设备科", "Equipment"), CUSTOMER),
    Department("H-AUD", Name("审计科", "Audit"), CUSTOMER),
    Department("C-PMO", Name("项目管理部", "Project management"), INTEGRATOR),
    Department("C-INT", Name("集成研发部", "Integration engineering"), INTEGRATOR),
    Department("C-QA", Name("质量与安全部", "Quality and security"), INTEGRATOR),
    Department("C-BIZ", Name("商务部", "Commercial"), INTEGRATOR),
    Department("C-SITE", Name("工程实施部", "Field engineering"), INTEGRATOR),
    Department("V1-PM", Name("瑞康软件项目组", "Ruikang project team"), "V1"),
    Department("V2-PM", Name("智检科技项目组", "Zhijian project team"), "V2"),
    Department("V3-PM", Name("影联医疗项目组", "Yinglian project team"), "V3"),
    Department("V4-PM", Name("文澜医信项目组", "Wenlan project team"), "V4"),
    Department("V5-PM", Name("汇付通项目组", "Huifutong project team"), "V5"),
    Department("V6-PM", Name("恒账软件项目组", "Hengzhang project team"), "V6"),
)

_PARTY_OF = {department.code: department.party for department in DEPARTMENTS}

# username, zh name, en name, zh title, en title, department
_PEOPLE = (
    ("gumingyuan", "顾明远", "Gu Mingyuan", "院长", "Hospital director", "H-LEAD"),
    ("shenruolan", "沈若兰", "Shen Ruolan", "分管副院长", "Deputy director in charge", "H-LEAD"),
    ("hezhicheng", "何志诚", "He Zhicheng", "信息科主任", "Head of IT", "H-IT"),
    ("zhangxu", "张旭", "Zhang Xu", "信息科工程师", "IT engineer", "H-IT"),
    ("liqian", "李倩", "Li Qian", "信息科工程师", "IT engineer", "H-IT"),
    ("xuhang", "许航", "Xu Hang", "信息科工程师", "IT engineer", "H-IT"),
    ("luowei", "罗薇", "Luo Wei", "医务科科长", "Head of medical affairs", "H-MED"),
    ("tangjing", "唐静", "Tang Jing", "门诊部主任", "Head of outpatients", "H-OPD"),
    ("zhengguoan", "郑国安", "Zheng Guoan", "检验科主任", "Head of laboratory", "H-LAB"),
    ("pengli", "彭立", "Peng Li", "放射科主任", "Head of radiology", "H-RAD"),
    ("tianye", "田野", "Tian Ye", "药学部主任", "Head of pharmacy", "H-PHA"),
    ("baixuemei", "白雪梅", "Bai Xuemei", "护理部主任", "Head of nursing", "H-NUR"),
    ("macheng", "马成", "Ma Cheng", "财务科长", "Head of finance", "H-FIN"),
    ("qiuying", "邱莹", "Qiu Ying", "医保办主任", "Head of insurance office", "H-INS"),
    ("handong", "韩冬", "Han Dong", "设备科科长", "Head of equipment", "H-EQP"),
    ("yansu", "闫肃", "Yan Su", "审计科科长", "Head of audit", "H-AUD"),
    ("chengyuan", "程远", "Cheng Yuan", "项目总监", "Project director", "C-PMO"),
    ("suyu", "苏予", "Su Yu", "项目经理", "Project manager", "C-PMO"),
    ("luchuan", "陆川", "Lu Chuan", "集成架构师", "Integration architect", "C-INT"),
    ("jiangfan", "江帆", "Jiang Fan", "接口工程师", "Interface engineer", "C-INT"),
    ("dingning", "丁宁", "Ding Ning", "接口工程师", "Interface engineer", "C-INT"),
    ("fangyuan", "方圆", "Fang Yuan", "接口工程师", "Interface engineer", "C-INT"),
    ("xiazhi", "夏至", "Xia Zhi", "数据迁移工程师", "Data migration engineer", "C-INT"),
    ("meiyu", "梅雨", "Mei Yu", "测试经理", "Test manager", "C-QA"),
    ("shilei", "石磊", "Shi Lei", "测试工程师", "Test engineer", "C-QA"),
    ("leiming", "雷鸣", "Lei Ming", "安全工程师", "Security engineer", "C-QA"),
    ("qiyue", "祁月", "Qi Yue", "商务经理", "Commercial manager", "C-BIZ"),
    ("duanfei", "段飞", "Duan Fei", "现场主管", "Site manager", "C-SITE"),
    ("weidong", "卫东", "Wei Dong", "厂商项目经理（HIS）", "Vendor project manager (HIS)", "V1-PM"),
    ("yaolei", "姚磊", "Yao Lei", "厂商项目经理（LIS）", "Vendor project manager (LIS)", "V2-PM"),
    ("zhongshan", "钟山", "Zhong Shan", "厂商项目经理（PACS）", "Vendor project manager (PACS)", "V3-PM"),
    ("wenliang", "温良", "Wen Liang", "厂商项目经理（电子病历）", "Vendor project manager (EMR)", "V4-PM"),
    ("mengkai", "孟凯", "Meng Kai", "厂商项目经理（支付）", "Vendor project manager (payments)", "V5-PM"),
    ("zhangping", "章平", "Zhang Ping", "厂商项目经理（HRP）", "Vendor project manager (HRP)", "V6-PM"),
)

PEOPLE = tuple(
    Person(username, Name(zh, en), Name(title_zh, title_en), _PARTY_OF[department], department)
    for username, zh, en, title_zh, title_en, department in _PEOPLE
)

_PROJECT = "JZ1Y"


def _on_project(username: str, role: str, zh: str, en: str) -> Login:
    return Login(username, role, "project", _PROJECT, Name(zh, en))


def _on_organisation(username: str, role: str, zh: str, en: str) -> Login:
    return Login(username, role, "organisation", ORGANISATION_CODE, Name(zh, en))


def _on_installation(username: str, role: str, zh: str, en: str) -> Login:
    return Login(username, role, "installation", "", Name(zh, en))


def _on_programme(username: str, role: str, zh: str, en: str) -> Login:
    return Login(username, role, "programme", PROGRAMME_CODE, Name(zh, en))


def _vendor(username: str, zh: str, en: str, section: str) -> Login:
    return Login(username, "vendor", "project", _PROJECT, Name(zh, en), _PARTY[username], (section,))


_PARTY = {person.username: person.party for person in PEOPLE}
LOGINS = (
    _on_project("gumingyuan", "executive", "查看项目总览", "Reads the overview"),
    _on_project("shenruolan", "committee", "查看计划，参与决策", "Reads the plan, takes decisions"),
    _on_organisation("chengyuan", "director", "查看项目群全部项目", "Sees every project of the programme"),
    _on_programme("suyu", "manager", "编制和调整计划", "Plans and replans"),
    _on_project("luchuan", "architect", "负责集成平台与接口", "Answers for platform and interfaces"),
    _on_project("jiangfan", "engineer", "填报自己的任务", "Reports on own tasks"),
    _on_project("meiyu", "test_manager", "负责测试与门禁", "Answers for tests and gates"),
    _vendor("yaolei", "只看 LIS（V2）", "Sees LIS only (V2)", "6"),
    _vendor("zhongshan", "只看 PACS（V3）", "Sees PACS only (V3)", "9"),
    _on_programme("qiyue", "finance", "查看项目群的计划与进度", "Reads the plans of the programme"),
    _on_project("duanfei", "site_manager", "负责布线与点工", "Answers for cabling and day labour"),
    _on_project("liqian", "operations", "接收运维移交", "Takes over operations"),
    _on_project("yansu", "auditor", "只读，含审计记录", "Reads everything, with the audit trail"),
    _on_installation("xuhang", "system_admin", "系统管理员：人员与系统", "System administrator: people, installation"),
    _on_installation("leiming", "security_admin", "安全管理员：角色与授权", "Security administrator: roles, rights"),
    _on_installation("zhangxu", "audit_admin", "审计管理员：审计日志", "Audit administrator: the audit log"),
)

// Requests and offers, and what all lists with filters say.
import { num } from "../format";
import type en from "../en/market";

const offers = (n: number) => `${num(n)} 个报价`;
const ratings = (n: number) => `${num(n)} 条评价`;

const words: typeof en = {
  categories: {
    electronics: "电子产品", computers: "电脑与配件", phones: "手机与平板", "software-development": "软件开发", design: "设计与插画",
    "writing-translation": "写作与翻译", "licences-keys": "许可证与密钥", collectibles: "收藏品", fashion: "服装与配饰", "home-garden": "家居与园艺",
    "vehicles-parts": "车辆与配件", music: "音乐与音频", education: "课程与辅导", services: "服务", other: "其他",
  } as Record<string, string>,
  filter: {
    title: "筛选", open: (n: number) => (n === 0 ? "筛选" : `筛选，已选 ${num(n)} 项`), apply: (n: number) => `查看 ${num(n)} 个结果`,
    clear: "清除全部筛选", remove: (what: string) => `移除筛选：${what}`, set: "已选的筛选条件", sort: "排序", clearSearch: "清除搜索",
    results: (n: number) => `${num(n)} 个结果`, words: (q: string) => `“${q}”`,
    category: "分类", currency: "货币", price: "预算", from: (price: string) => `${price} 起`, below: (price: string) => `低于 ${price}`, between: (from: string, below: string) => `${from} 至 ${below}`,
    none: "没有符合条件的结果", noneHint: "请减少关键词，或移除某个筛选条件。", moreOptions: (n: number) => `再显示 ${num(n)} 项`, fewerOptions: "收起",
  },
  request: {
    browseTitle: "需求", browseHint: "买家正在寻找的内容。请报价应答；在您交付之前，资金已先行托管。",
    search: "搜索需求", category: "分类", budget: "预算", deadline: "报价截止", posted: "发布于", deadlineOver: "不再接受新报价",
    sorts: { newest: "最新", budget: "预算最高", ending: "即将截止" } as Record<string, string>,
    offers,
    noneYet: "还没有需求", noneYetHint: "来发布第一个吧：说明您需要什么、愿意付多少。",
    post: "发布需求",
    details: "需求内容", buyer: "买家", close: "关闭需求", closed: "需求已关闭。", closeTitle: "关闭此需求？",
    closeText: (n: number) => (n === 0 ? "关闭后无人能再报价。目前尚不涉及资金。" : `此需求的 ${num(n)} 个有效报价将随之结束，并会通知相应卖家。目前尚不涉及资金。`),
    edit: "编辑", more: "关于此需求",
    mine: "我的需求", mineNone: "您还没有发布需求", mineNoneHint: "说明您需要什么、愿意付多少，卖家会来报价。在您接受报价之前，一切都没有约束力。", allStates: "全部", mineNoneState: "没有处于此状态的需求",
    states: { open: "开放中", accepted: "已下单", cancelled: "已关闭" } as Record<string, string>,
    budgetNone: "预算不限", budgetUpTo: (price: string) => `最高 ${price}`, budgetFrom: (price: string) => `${price} 起`, budgetRange: (from: string, to: string) => `${from} 至 ${to}`,
    files: "附件", filesHint: "所有已登录的用户都可以查看。", openFile: (name: string) => `打开 ${name}`, signInFile: "登录后可查看附件。",
    acceptedNote: "已接受一个报价，交易在订单中继续进行。", toOrder: "前往订单", cancelledNote: "买家已关闭此需求，不再接受报价。",
    signInToOffer: "登录后报价", needSeller: "此账户不能出售。请使用具有卖家角色的账户。", bound: "在买家接受之前，报价对任何人都没有约束力。",
  },
  wizard: {
    title: "发布需求", editTitle: "编辑需求", progress: (step: number, all: number) => `第 ${num(step)} 步，共 ${num(all)} 步`, steps: { category: "分类", details: "详情", budget: "预算", deadline: "截止时间", files: "附件", review: "核对" },
    asks: { category: "属于哪一类？", details: "您需要什么？", budget: "您愿意付多少？", deadline: "接受报价到什么时候？", files: "有要展示的资料吗？", review: "信息都正确吗？" },
    hints: {
      category: "卖家按分类查找需求。", details: "写得越具体，收到的报价越合适。", budget: "供卖家参考。上下限都可以留空，报价可以更高或更低。",
      deadline: "截止之后您仍然可以接受报价。", files: "照片、图纸或规格说明。所有已登录的用户都可以打开。", review: "在您接受报价之前，一切都没有约束力；接受之后才需要付款。",
    },
    next: "下一步", back: "上一步", post: "发布需求", save: "保存更改", posted: "需求已发布。", saved: "需求已更改。",
    name: "标题", nameHint: "一句话，让卖家看得明白。", description: "详情", descriptionHint: "具体要什么、成色如何、送到哪里，以及您将如何验收。",
    nameShort: "至少 3 个字。", descriptionShort: "至少 10 个字。", chooseCategory: "请选择分类。", badAmount: "请按 250 或 99.50 这样的格式填写金额。", upsideDown: "上限低于下限。", pastDay: "请选择今天之后的日期。",
    budgetMin: "最低（选填）", budgetMax: "最高（选填）", currency: "货币", day: "最后一天（选填）", noDeadline: "不设截止时间", days: (n: number) => `${num(n)} 天后`,
    addFiles: "添加文件", dropHere: "或拖放到这里", filesLimit: (n: number) => `图片、PDF、文本或 zip，最多 ${num(n)} 个。`, uploading: (name: string) => `正在发送 ${name}…`, tooMany: (n: number) => `每个需求最多 ${num(n)} 个附件。`, removeFile: (name: string) => `移除 ${name}`, noFiles: "没有附件",
    change: "更改", changeStep: (step: string) => `更改：${step}`, draft: "草稿保存在此标签页中。", startOver: "重新填写", outdates: "更改分类、详情、货币或附件后，此前的报价即失效，卖家须重新报价。",
    notOpen: "此需求已不能更改。", notYours: "只有发布此需求的买家可以更改。",
  },
  offer: {
    heading: "报价", none: "还没有报价", noneHint: "卖家报价后会自动显示在这里，您也会收到通知。",
    make: "报价", revise: "修改报价", counter: "还价", accept: "接受", decline: "拒绝", withdraw: "撤回",
    price: "价格", note: "留言（选填）", noteHint: "包含哪些内容，为什么选您。", deliveryDays: "付款后几天内交付", inspectionDays: "交付后几天内验收",
    seller: "卖家", by: (who: string) => `由${who}提出`, total: "您共支付", delivery: "交付", inspection: "验收期", milestones: "阶段", oneGo: "一次交付", message: "留言", state: "状态",
    milestoneParts: (n: number) => `${num(n)} 个阶段`,
    yours: "您的报价", history: "历史记录", historyTitle: "历次提议", revision: (n: number) => `第 ${num(n)} 次提议`,
    waitBuyer: "等待买家答复。", waitSeller: "等待卖家答复。", outdated: "需求在此之后已更改，这些条款不能被接受，请重新提出。", outdatedBuyer: "您在此之后更改了需求。须由卖家重新报价，或由您还价。", yourTurn: "轮到您答复了。",
    sent: "报价已发送。", revised: "新条款已发送。", declined: "已拒绝此报价。", withdrawn: "报价已撤回。",
    declineTitle: "拒绝此报价？", declineText: (name: string) => `系统会通知 ${name}，对方可以再次报价。目前尚不涉及资金。`, withdrawTitle: "撤回您的报价？", withdrawText: "系统会通知买家，买家将不能再接受此报价。需求开放期间，您可以再次报价。",
    states: { open: "有效", accepted: "已接受", declined: "已拒绝", withdrawn: "已撤回", closed: "需求已关闭" } as Record<string, string>,
    mine: "我的报价",
    days: (n: number) => `${num(n)} 天`,
    sorts: { price: "总价最低", speed: "交付最快", rating: "评分最高" } as Record<string, string>,
    compare: "报价对比", others: "已结束的报价", deals: (n: number) => `完成 ${num(n)} 笔交易`, since: (month: string) => `${month}加入`, notRated: "暂无评价", rated: (score: string, n: number) => `${score} 分（满分 5 分），${ratings(n)}`,
    cheapest: "总价最低", fastest: "最快",
    parts: "分阶段交付", partsHint: "买家一次性将全部款项付入托管。每个阶段分别交付、验收和放款。", partTitle: (n: number) => `第 ${num(n)} 阶段`, partAmount: (n: number) => `第 ${num(n)} 阶段金额`, addPart: "添加阶段", removePart: (n: number) => `移除第 ${num(n)} 阶段`,
    badDays: (most: number) => `请填写 ${num(1)} 至 ${num(most)} 的整数。`,
    partsSum: (sum: string, price: string) => `各阶段合计 ${sum}，总价 ${price}。`, partsRight: "各阶段合计与总价一致。", partsLeft: "余额计入最后阶段", titleNeeded: "请说明交付内容。", badAmount: "请按 250 或 99.50 这样的格式填写金额。", oneIsNone: "只有一个阶段不算分阶段：请再添加一个，或关闭此选项。",
  },
  accept: {
    title: "接受这些条款？", intro: "条款将成为订单，此后任何人都不能更改。",
    buyerPays: "买家支付", youPay: "您支付", sellerGets: "卖家收到", youGet: "您收到", feeBuyer: "平台手续费，由买家支付", feeSeller: "平台手续费，由卖家支付", price: "约定价格",
    periods: "各步骤的期限，以及无人操作时会怎样",
    payment: (d: string) => `买家须在 ${d}内付款到托管。逾期未付，订单过期，双方互不相欠。`,
    deliver: (d: string) => `付款后，卖家须在 ${d}内交付。未交付则全部资金退还买家。`,
    inspect: (d: string) => `交付后，买家有 ${d}验收。如无异议，资金放款给卖家。`,
    dispute: (d: string) => `任何一方都可以发起纠纷。如果 ${d}内无人裁决，全部资金退还买家。`,
    othersEnd: "此需求的其他报价将结束。", confirm: "接受并创建订单", changed: "您打开此页面后条款已有变化，请再次查看。",
  },
};
export default words;

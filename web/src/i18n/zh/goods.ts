// Goods by the unit, for those who buy.
import { num } from "../format";
import type en from "../en/goods";

const units = (n: number) => `${num(n)} 个单位`;

const words: typeof en = {
  units,
  kinds: { reveal_secret: "凭据", code_pool: "兑换码", metered_gateway: "按量计费 API" } as Record<string, string>,
  states: { draft: "草稿", active: "在售", paused: "已暂停", sold_out: "已售罄", removed: "已移除" } as Record<string, string>,
  moderation: { pending: "等待审核", approved: "已通过审核", rejected: "未通过审核" } as Record<string, string>,
  browse: {
    title: "按数量出售的商品", hint: "API 访问权限、许可证密钥和凭据。付款到托管后，立即获得所购内容。",
    search: "搜索商品", kind: "类型", price: "单价",
    sorts: { newest: "最新", price: "价格最低", rating: "评分最高", popularity: "购买最多" } as Record<string, string>,
    noneYet: "还没有在售商品", perUnit: "每单位", left: (n: number) => (n === 0 ? "已无剩余" : `剩余 ${num(n)}`),
    sales: (n: number) => `已售 ${num(n)} 笔`, by: (name: string) => `卖家：${name}`, oneSeller: "指定卖家", sell: "出售商品",
  },
  stars: {
    none: "暂无评价", label: (score: string, n: number) => `${num(n)} 位买家评分，${score} 分（满分 5 分）`, short: (n: number) => `（${num(n)}）`,
    one: (n: number) => `${num(n)} 星（满分 5 星）`,
  },
  listing: {
    about: "您将获得", unit: "一个单位是", counts: "计量方式", validity: "使用期限", inspection: "验收期", limits: "速率", order: "每单数量", kind: "类型", category: "分类", stock: "库存",
    validityText: (d: string) => `付款后 ${d}内`, callLimits: (perMinute: number, atOnce: number) => `每分钟 ${num(perMinute)} 次调用，同时最多 ${num(atOnce)} 次`,
    mostPerCall: (n: number) => `每次调用最多消耗 ${units(n)}。`,
    range: (min: number, max: number) => (min === max ? units(min) : `${num(min)} 至 ${units(max)}`),
    meters: {
      request: "每次调用计一个单位。", header: (name: string) => `单位数以响应头 ${name} 为准。`,
      json_path: (path: string) => `单位数以响应字段 ${path} 为准。`,
    },
    uncounted: "不计使用次数：一经显示即归您所有。",
    inspectionText: (d: string) => `${d}，之后向卖家放款`, spentText: "单位全部用完、有效期结束，或您申请退还剩余部分时，按您的用量向卖家放款。",
    settled: "何时向卖家放款",
    seller: "卖家", ratings: "买家评价", ratingsNone: "暂无评价", ratingsHint: "只有购买过的人才能评价。",
    gone: "此商品未在出售", yours: "这是您自己的商品", yoursHint: "您不能购买自己的商品。", edit: "编辑商品",
    paused: "目前暂停出售", pausedHint: "此前购买的内容仍可继续使用。", soldOut: "已售罄", soldOutHint: "如有订单未付款，库存会恢复。请稍后再看。",
    draft: "草稿", draftHint: "只有您能看到。", closed: "已移除", closedHint: "此商品不再出售。",
    pending: "等待审核", pendingHint: "平台审核后即会展示。", rejectedHint: "其他人看不到此商品。",
  },
  buy: {
    title: "购买", units: "数量（单位）", times: (n: number | null, price: string) => `${n === null ? "…" : num(n)} × ${price}`, fee: "平台手续费", total: "您支付", how: "付款方式",
    fromBalance: (symbol: string, network: string) => `使用余额：${symbol}${network ? `，${network}` : ""}`, balanceHas: (amount: string) => `可用 ${amount}。立即付款，立即交付。`,
    later: "银行卡或加密货币", laterHint: "在下一页选择。所选数量为您保留一小时。",
    tooLarge: "超过单次余额支付的上限。", noBalance: "没有足够的余额。",
    submitBalance: "用余额购买", submitLater: "下单并前往付款", signIn: "登录后购买", notBuyer: "此账户不能购买。",
    whole: "数量必须是整数。", atLeast: (n: number) => `每单至少 ${units(n)}。`, atMost: (n: number) => `每单最多 ${units(n)}。`, only: (n: number) => `仅剩 ${units(n)}。`,
  },
  after: {
    title: "付款之后", escrow: "您的资金进入托管，不会直接付给卖家。",
    get: {
      reveal_secret: "凭据立即显示在“我的令牌”中。", code_pool: "兑换码立即显示在“我的令牌”中，每个单位一个。", metered_gateway: "访问令牌立即显示在“我的令牌”中。每次使用都会计量，您可以随时查看。",
    } as Record<string, string>,
    check: (d: string) => `您有 ${d}验收。如有问题，请发起纠纷：在解决之前资金一直托管。`, paid: "如无异议，期满后向卖家放款。",
    metered: "只就您已使用的单位向卖家付款。其余部分在您申请退还时或有效期结束时退还给您。",
  },
  tokens: {
    title: "我的令牌", none: "您还没有令牌", noneHint: "按数量购买的内容，付款后即显示在这里。", browse: "浏览商品",
    states: { active: "有效", on_hold: "已冻结", spent: "已用完", expired: "已过期", revoked: "已终止" } as Record<string, string>,
    held: "如果订单处于纠纷中、被冻结或有人提议取消，或付款已被撤回，则不能使用或显示。",
    ended: {
      buyer: "由您终止。", expired: "有效期已结束。", spent: "全部单位已用完。", refunded_unused: "您申请退还了未使用的单位。", order_refunded: "订单已退款。",
      order_resolved: "订单纠纷已裁决。", order_completed: "订单已结清。",
    } as Record<string, string>,
    used: (used: number, all: number) => `已用 ${num(used)}，共 ${units(all)}`, until: "有效期至", expires: "有效期至", bought: "购买时间", units: "单位", shown: "上次显示", never: "从未",
    reveal: "显示机密内容", revealHint: { reveal_secret: "您购买的凭据。", code_pool: "您购买的兑换码。", metered_gateway: "您用于网关的访问令牌。" } as Record<string, string>,
    revealLogged: "需要再次证明是您本人，每次显示都会留下记录。", revealTitle: "显示机密内容？", revealAsk: "任何看到它的人都能使用。一分钟后会重新隐藏。", revealDo: "显示",
    revealed: "您的机密内容", hides: (s: number) => `${num(s)} 秒后重新隐藏`, hide: "立即隐藏", copy: "复制机密内容",
    call: "调用方法", callHint: "可使用该服务的任意方法和路径。请填入服务路径和您的令牌；令牌显示期间，命令中已包含令牌。", callPath: "服务路径", callToken: "您的令牌",
    callCounts: "服务返回的响应均计量，包括 4xx。服务出错（5xx、超时、无法连接）时不计量。由您中断的调用照常计量。", copyCall: "复制命令",
    refund: "退还未使用的单位", refundTitle: "退还未使用的单位？", refundText: (unused: number, amount: string | null, used: number) => `退还 ${units(unused)}${amount ? `：您已付款项中的 ${amount} 将退还给您` : ""}。就已使用的 ${units(used)}向卖家付款。`,
    refundRunning: "正在进行的调用按已使用计算。", refundEnds: "令牌立即失效，订单随之结清。此操作无法撤销。", refundDo: "退还并终止", refunded: "未使用的单位已退还。", refundedText: (amount: string, used: string) => `${amount} 已退还给您。已使用部分为 ${used}。`,
    revoke: "终止令牌", revokeTitle: "终止此令牌？", revokeMetered: "令牌立即失效，且不能重新启用。未使用的部分退还给您。", revokeHeld: "令牌永久失效。资金如何处理，随订单一并解决。", revokeOther: "机密内容将不能再次显示。如仍需要，请先自行保存一份。", revokeDone: "令牌已终止。",
  },
  usage: {
    title: "使用情况", per: "图表范围", pers: { hour: "48 小时", day: "30 天" } as Record<string, string>, sold: (used: number, all: number, tokens: number) => `已用 ${num(used)}，共 ${units(all)}（${num(tokens)} 个令牌）`, none: "还没有调用", noneHint: "发生调用后会显示在这里。", chart: "单位使用量走势", when: "时间", units: "单位", recent: "最近的调用", took: (ms: number) => `${num(ms)} 毫秒`, running: "进行中", more: "更早的调用",
    outcomes: { counted: "已计量", not_billed: "未计量", interrupted: "已中断，已计量" } as Record<string, string>,
  },
  order: {
    title: "单位", listing: "商品", units: "单位", unitPrice: "单价", earned: "按用量所得", tokens: "您购买的内容", none: "付款确认后立即交付。",
    metered: "只为已使用的部分付款。如果无人操作，有效期结束时，已使用部分付给卖家，其余部分退还买家。",
    plain: "立即交付。验收期内如无异议，向卖家放款。",
    leadBuyer: "可以开始使用，只按用量付款。", leadSeller: "已交付。您将按买家的用量收款。", doneBuyer: "已使用的部分已付款，其余部分已退还给您。", doneSeller: "已使用的部分已付款给您。", settledBy: "最迟结清期限", fundedBuyer: "资金已托管，系统将自动交付。", fundedSeller: "资金已托管，系统将自动交付。",
  },
  rating: {
    title: "评价", ask: (who: string) => `${who} 表现如何？`, blind: "在双方都评价之前或一周期满之前，彼此都看不到对方的评价。评价提交后不能更改。", until: (day: string) => `您可以在 ${day}之前评价。`, comment: "文字评价（选填）", send: "提交评价", done: "谢谢。您的评价已保存。", yours: "您的评价", theirs: (name: string) => `${name} 的评价`, hidden: (day: string) => `对方评价后即可看到您的评价，最迟在 ${day}。`, waiting: "对方的评价尚未公开。", choose: "请选择 1 至 5 星。", none: "此订单没有评价。",
  },
  money: {
    preference: "收款方式", automatic: "立即打款", automaticHint: "订单结算给您的款项，直接打到您的收款地址，或您在银行卡支付服务商处的账户。关闭后，款项留在余额中，可用于购买或提现；只有以银行卡支付的款项始终退回原卡。",
    card: "银行卡打款", cardReady: "您的账户已就绪：买家以银行卡支付的款项可以打款给您。", cardNone: "要接收买家以银行卡支付的款项，请在银行卡支付服务商处开设账户。", cardConnect: "设置银行卡打款", cardGo: "继续设置", cardOff: "本平台不支持银行卡。", cardAgain: "该页面已失效，请再次点击按钮。", cardDone: "谢谢。银行卡支付服务商正在审核，完成后本页会显示。",
  },
};
export default words;

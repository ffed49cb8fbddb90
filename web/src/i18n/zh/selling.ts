// Goods by the unit, for those who sell.
import { num } from "../format";
import type en from "../en/selling";

const units = (n: number) => `${num(n)} 个单位`;

const words: typeof en = {
  title: "卖家中心", sections: { overview: "概览", deliver: "待交付", offers: "报价", listings: "商品", sales: "销售", shop: "店铺", templates: "模板" },
  board: {
    toDo: "等待您处理", calm: "没有等待您处理的事项", calmHint: "新的报价、订单和买家的问题会显示在这里。", more: (n: number) => `还有 ${num(n)} 项未在此显示。`,
    kinds: { deliver: "交付", repair: "需要修复", answer_cancel: "买家请求取消", dispute: "纠纷中", answer_offer: "买家提出其他条款", revise_offer: "需求已更改：请重新报价" },
    hints: { deliver: "如果届时没有交付，资金将退还给买家。", repair: "已付款，但未能自动交付。系统每分钟重试一次。", answer_cancel: "如果您同意，全部资金退还给买家。", dispute: "资金归谁由仲裁员裁决。您可以补充文件和文字。", answer_offer: "接受这些条款、提出其他条款，或暂不处理。", revise_offer: "按新的需求内容重新发送后，您的报价才重新有效。" },
    due: "剩余时间", over: "时间已到", since: "始于",
    money: "您的资金", held: "托管中", heldHint: "买家已付款，在其验收通过之前托管。其中仍含平台手续费。", releasable: "正在打款", available: "可用", inTransit: "在途", paidOut: "累计打款", noMoney: "还没有资金", noMoneyHint: "买家付款后，您可以在此看到资金在到达您之前的位置。", toMoney: "余额与打款",
    waiting: "等待中的打款",
    earned: "收入", earnedHint: "已扣除平台手续费", earnedChart: (asset: string) => `每日 ${asset} 收入`, orders: "已付款订单", ordersChart: "每日已付款订单", day: "日期", amount: "金额", count: "订单数", span: "显示时段", spans: (n: number) => `${num(n)} 天`, asset: "资产", noEarned: "此时段没有收入。", noOrders: "此时段没有已付款订单。",
    start: "开始出售", startHint: "几个步骤，顺序不限。在买家验收通过您的交付之前，其资金一直托管。", done: "已完成", open: "未完成",
    offer: "对需求报价", offerHint: "买家说明需要什么，您给出价格和所需时间。", offerDo: "浏览需求", listing: "上架商品", listingHint: "API 访问权限、兑换码或凭据，按数量出售，自动交付。", listingDo: "新建商品",
    payout: "设置收款去向", payoutHint: "在您希望收款的每个网络上设置一个地址。", payoutDo: "收款地址", shop: "开设店铺", shopHint: "属于您自己的页面，展示在售商品和买家评价。", shopDo: "开店",
  },
  deliver: { hint: "等待您交付的已付款订单，最紧急的在前。", none: "没有待交付的订单", noneHint: "已付款订单及其剩余时间会显示在这里。", all: "我卖出的全部订单" },
  offers: {
    none: "还没有报价", noneHint: "您对买家需求的报价会显示在这里。", find: "浏览需求", yours: "轮到您", theirs: "轮到买家", outdated: "需重新报价",
    turn: { yours: "这些条款由买家提出：您可以接受、提出其他条款，或暂不处理。", theirs: "这些条款由您提出。买家可以接受或提出其他条款。", outdated: "需求在此之后已更改。重新发送后，您的报价才重新有效。" }, proposal: (n: number) => `第 ${num(n)} 次提议`, terms: (delivery: string, inspection: string) => `${delivery}内交付，${inspection}内验收`,
    answer: "答复", revise: "修改条款", withdraw: "撤回", withdrawAsk: "撤回此报价？", withdrawHint: "买家将不能再接受此报价。需求开放期间，您可以重新报价。", withdrawn: "报价已撤回。", order: "打开订单", request: "打开需求", show: "显示哪些报价", all: "全部", open: "有效", ended: "已结束",
  },
  saleEarned: "收入", salePrice: "价格", saleNothing: "暂无",
  stepWhat: "出售内容", stepPrice: "价格与数量", stepRules: "期限", stepServe: "买家获得的内容", preview: "买家看到的样子", previewName: "商品名称", previewUnit: "一个单位的内容",
  codesRemove: "取出兑换码", codesRemoveHint: "尚未售出的兑换码可以取出并销毁。请逐一列出，或留空以取出全部。", codesRemoveField: "要取出的兑换码", codesRemoveAll: "取出全部未售出的兑换码", codesRemoveAsk: "取出全部未售出的兑换码？", codesRemoveAllHint: (n: number) => `${num(n)} 个兑换码将被销毁，无法恢复。`, codesRemoveSome: (n: number) => `取出 ${num(n)} 个兑换码`, codesRemoved: "兑换码已取出并销毁。", codesNotRemoved: "没有取出任何兑换码。请检查以下各行：",
  payouts: {
    hint: "订单完成或退款时，您的资金在各网络上的去向。", none: "还没有地址", noneHint: "在设置地址之前，此网络上的资金会一直等待。", changed: "设置于", add: "添加地址", change: "更改地址", remove: "移除", field: "您在此网络上的地址", fieldHint: "请从您的钱包粘贴，以 0x 开头。",
    empty: "地址以 0x 开头，后跟 40 个数字或 a 至 f 的字母。", wrongLength: (n: number) => `0x 之后有 ${num(n)} 个字符，应为 ${num(40)} 个。`, wrongLetter: "0x 之后只能是数字和 a 至 f 的字母。", wrongSum: "此地址有误：大小写与内容不符。请从您的钱包重新复制。", noSum: "此地址不带输入错误校验。请与您的钱包逐组核对。", goodSum: "地址书写无误。",
    compare: "资金将打到这里", pasted: "此处内容与您粘贴的一致。", notPasted: "此处内容与您粘贴的不一致。如果不是您自己改动的，就是此设备上的某个程序改动的。", look: "与剪贴板核对", same: "剪贴板中是同一个地址。", different: "剪贴板中是其他内容。保存之前请与您的钱包核对。", unread: "浏览器不允许本页读取剪贴板。请将第一组和最后一组与您的钱包核对。",
    own: "我已与钱包核对，并持有此地址的私钥", ownMissing: "请先核对地址，再勾选此项。", save: "使用此地址", proof: "需要证明是您本人。我们会就此次更改给您发送邮件。", under: "正在进行的打款仍使用原地址。新的打款以及等待地址的打款将打到新地址。", exchange: "交易所的地址可能会变更，或拒收某些代币。使用您自己的钱包更安全。", never: "打到错误地址的资金，任何人都无法追回。",
    saved: "地址已保存。", removeAsk: (network: string) => `移除您在 ${network} 上的地址？`, removeHint: "此后，在重新设置地址之前，此网络上的打款会一直等待。正在进行的打款不受影响。", removed: "地址已移除。", noNetworks: "本平台尚不支持在任何网络上打款。",
  },
  mine: "我的商品", none: "您还没有商品", noneHint: "按数量出售 API 访问权限、兑换码或凭据。", create: "新建商品", sales: "销售",
  stockLine: (available: number, reserved: number, sold: number) => `剩余 ${num(available)} · 付款中 ${num(reserved)} · 已售 ${num(sold)}`,
  newTitle: "新建商品", newHint: "先保存为草稿。上架之前没有人能看到。", created: "草稿已保存。", saved: "商品已保存。",
  priceNote: "新价格仅适用于新订单。",
  name: "名称", nameHint: "用几个词说明出售什么。", description: "描述", descriptionHint: "具体是什么、能做什么、不能做什么。", unitDescription: "一个单位是", unitHint: "例如：一次调用、1,000 个 token、一人一份许可证。",
  price: "单价", currency: "货币", category: "分类", kind: "买家获得",
  kindHints: {
    reveal_secret: "每位买家都可以查看同一凭据，不计使用次数。", code_pool: "每个单位对应一个兑换码，取自您录入的列表。",
    metered_gateway: "调用凭访问令牌经由本平台转发。您的密钥在途中加入，买家永远看不到，用量会计量。",
  } as Record<string, string>,
  stock: "库存单位数", min: "每单最少", max: "每单最多", lifetime: "使用期限", inspection: "验收期", inspectionHint: "期满且无异议后，向您放款。",
  spent: "最后一个单位用完后立即放款", secret: "密钥或凭据", secretHint: "立即加密保存，此处不会再次显示。",
  service: "服务方式", upstream: "您的服务地址", upstreamHint: "调用仅限于此路径之下。不接受内网地址。", injectKind: "您的密钥放入", inject: { header: "请求头", query: "查询参数" } as Record<string, string>,
  injectName: "名称", injectPrefix: "密钥前缀", injectPrefixHint: "写在密钥之前，例如“Bearer ”，包括其后的空格。", meter: "计量方式", meters: { request: "每次调用计一个单位", header: "由响应头给出数量", json_path: "由响应字段给出数量" } as Record<string, string>,
  meterHeader: "响应头", meterPath: "字段", meterPathHint: "名称之间以点分隔，例如 usage.total_tokens。", perCall: "每次调用最多单位数", perCallHint: "调用前按最多单位数预留，多余部分随后退回。", perMinute: "每分钟调用数", atOnce: "同时调用数", timeout: "最长等待（秒）",
  test: "上架前的测试调用", testHint: "与买家的调用走相同的路径。", testPauses: "设有测试调用的商品，在密钥、服务方式或测试调用更改后会暂停。请随后重新上架，届时会重新测试。", testMethod: "方法", testPath: "路径", testStatus: "应返回状态码", testContains: "应包含（选填）",
  testTitle: "测试调用", testNow: "立即测试", testOk: "测试调用通过", testFailed: "测试调用失败", testNever: "尚未测试", testUnsaved: "测试的是已保存的内容。",
  span: "时间单位", spans: { minutes: "分钟", hours: "小时", days: "天" } as Record<string, string>, save: "保存", saveDraft: "保存草稿", view: "查看页面",
  publish: "上架", pause: "暂停", resume: "重新上架", remove: "移除", removeAsk: "永久移除此商品？", removeHint: "移除后不能再出售。已购买的内容仍可使用，未完成的订单继续进行。", published: "已上架。", publishedLater: "审核通过后立即上架。", pausedDone: "已暂停。", removed: "商品已移除。",
  rejected: "未通过平台审核", waiting: "平台审核后才会展示",
  restock: "库存", restockHint: "填正数增加，填负数减少。", restockField: "变动数量", restockDo: "更改库存", restocked: "库存已更改。", restockZero: "请填写 0 以外的整数。",
  replaceSecret: "更换密钥", hasSecret: "已有密钥，已加密保存，此处无人能读取。", noSecret: "还没有密钥。", secretSaved: "密钥已加密保存。", secretField: "新的密钥或凭据", secretPauses: "设有测试调用的商品会暂停，直到您重新上架。",
  codes: "兑换码", codesHint: "每行一个兑换码，空行不计。", codesField: "要添加的兑换码", codesAdd: (n: number) => (n === 0 ? "添加兑换码" : `添加 ${num(n)} 个兑换码`), codesAdded: "兑换码已入库。",
  codesCount: (n: number, twice: number, long: number) => [`${num(n)} 个兑换码`, twice > 0 && `${num(twice)} 个重复`, long > 0 && `${num(long)} 个过长`].filter(Boolean).join("，"),
  codesMany: "每次最多 5,000 个兑换码。", line: (n: number) => `第 ${num(n)} 行`, codesRefused: "没有添加任何兑换码。请修正以下各行：",
  none2: "还没有人购买", none2Hint: "销售及其订单会显示在这里。",
  saleFailure: "无法交付：", unitsBack: (n: number) => `${units(n)}已退回库存`,
};
export default words;

// Paying into escrow.
import { num } from "../format";
import type en from "../en/pay";

const confirmations = (n: number) => `${num(n)} 个区块确认`;

const words: typeof en = {
  title: "付款到托管", toOrder: "前往订单", otherSide: "只有买家可以为此订单付款。", notNow: "此订单目前不能付款。",
  deal: {
    line: (amount: string, seller: string) => `您将 ${amount} 付入托管。在您得到所要的内容之前，${seller} 不会收到任何款项。`,
    next: "您的资金去向",
    escrow: "资金在托管中等待，任何一方都不能单独取出。",
    deliver: (seller: string, time: string) => `${seller} 有 ${time}交付。如果没有交付，全部资金退还给您。`,
    check: (seller: string, time: string) => `之后您有 ${time}验收和提出异议。如果您确认，或没有任何表示，资金将放款给 ${seller}。`,
    goods: "资金进入托管后，您立即获得所购内容。",
  },
  card: "银行卡", cardHint: "Visa、Mastercard 以及银行卡支付服务商支持的其他卡", cardFee: "没有网络手续费", cardStart: "前往银行卡支付页面", cardWait: "请在银行卡支付服务商的页面付款，然后返回这里。您的卡号不会经过本平台。", cardGo: "使用银行卡支付",
  cardPaid: "正在等待确认", cardPaidText: "您已从银行卡支付页面返回。银行卡支付服务商确认后，资金即进入托管；通常在一分钟内，银行扣款则需数天。您不必在此等候。",
  cardCancelled: "未付款", cardCancelledText: "您离开了银行卡支付页面，没有付款，也没有扣款。您可以再次付款，或换一种方式。",
  choose: "选择付款方式", chooseHint: "以下各种方式的金额都是确切的。", orCard: "使用银行卡",
  networkFee: "网络手续费另计，从您的钱包支付。", confirmations: (n: number, time: string | null) => (time ? `${confirmations(n)}后计入，约 ${time}` : `${confirmations(n)}后计入`),
  refund: "退款地址（选填）", refundHint: "如需退款，资金将退到这里。留空则使用您账户的收款地址。",
  refundBad: "不是有效地址：应为 0x 加 40 位十六进制数字。", refundChecksum: "此地址的大小写不符，可能输错了字符。", refundTo: "如需退款，资金将退到",
  start: "显示付款信息", none: "此订单没有可用的付款方式", noneHint: "网站运营者尚未启用此货币对应的代币。",
  send: "请准确发送", sendRest: "还需发送", to: "发送到此地址", onNetwork: "使用此网络", chain: (id: number) => `链 ${id}`,
  only: (symbol: string, network: string) => `请只发送 ${symbol}，且只通过 ${network} 发送。其他一律不计入，找回需要人工处理，耗费时间。`,
  exchange: "从交易所发送？交易所可能会从金额中扣除手续费：到账金额必须与此完全一致。",
  scan: "用钱包扫描", qr: (amount: string, network: string) => `二维码，扫描后由钱包在 ${network} 上支付 ${amount}。旁边的文字显示相同的金额和地址。`,
  timeLeft: "剩余付款时间", ended: "时间已到", left: (minutes: number) => `剩余付款时间 ${num(minutes)} 分钟。`,
  byWallet: "使用此浏览器中的钱包付款", connect: (name: string) => `连接 ${name}`, connected: (name: string) => `${name} 已连接`, disconnect: "使用其他钱包", from: "付款账户",
  pay: (amount: string) => `支付 ${amount}`, elsewhere: (id: number, network: string) => `您的钱包在另一个网络上（链 ${id}）。此笔付款在 ${network} 上。`, switchTo: (network: string) => `切换到 ${network}`,
  dev: "使用开发钱包付款", devSent: "开发钱包已发送。",
  walletSent: "您的钱包已发送", walletSentText: "网络收到后会显示在这里，通常在一分钟内。请不要重复付款。", walletRefused: "钱包没有发送付款", walletSaid: (words: string) => `钱包提示：${words}`,
  trouble: {
    refused: "您在钱包中拒绝了。没有发送任何款项。", busy: "钱包仍在等待您答复先前的请求。请打开钱包并在其中答复。", locked: "钱包已锁定，或未授权此账户。请解锁后重试。",
    noAccount: "钱包没有授权账户，或授权了与之前不同的账户。请重新连接。", unknownChain: "钱包不认识此网络。请在钱包设置中添加该网络，然后重试。",
    wrongChain: "钱包仍在另一个网络上。没有发送任何款项。", offline: "钱包未连接到其网络。请检查钱包的连接后重试。", funds: "此账户余额不足以支付金额和网络手续费。没有发送任何款项。",
    unable: "此钱包无法自动完成该操作。请在钱包中切换网络，或扫描二维码。", failed: "钱包没有完成操作。重试之前请先查看钱包：款项可能仍已发出。",
  },
  status: "状态", steps: "付款进度",
  step: {
    waiting: "等待您付款", seen: "已在网络上看到", cardSeen: "交由银行卡支付服务商处理", card: "银行卡支付服务商已确认",
    confirming: (n: number, m: number) => `${num(n)}/${confirmations(m)}`, confirmingNone: (m: number) => confirmations(m), funded: "托管中", rest: "等待补足差额",
  },
  watch: "本页会自动更新。您可以关闭后再回来，不会丢失任何内容。",
  funded: "资金已托管", fundedText: "已通知卖家，卖家可以交付了。", fundedUnits: "正在交付您购买的内容，请查看", fundedTokens: "我的令牌",
  other: "换一种付款方式", otherHint: "只要尚未发送任何款项，就可以重新选择。", replaced: "此笔付款已改用其他付款方式", replacedText: "请不要再向其地址发送任何款项。",
  under: "金额不足", underText: (got: string, want: string, rest: string) => `应付 ${want}，已收到 ${got}。请在期限之前向同一地址补足 ${rest}。`, underWhere: "已收到的款项暂存于平台。如果未按时补足，将退还给您。",
  over: "超过应付金额", overText: (rest: string) => `多收到 ${rest}。订单仍已付足。`,
  late: "付款过晚", lateText: (amount: string) => `${amount} 在付款期限结束后才到账，不计入订单。`,
  twice: "重复付款", twiceText: (amount: string) => `${amount} 到账时订单已付足。`,
  short: "付款不足", shortText: (amount: string) => `付款期限结束时只收到 ${amount}。`,
  wrong: "代币与要求不符", wrongText: (amount: string) => `此地址收到了 ${amount}。它不计入此笔付款，您仍需付款。`,
  unknown: "未知代币", unknownText: "此地址收到了本平台不认识的代币。它在这里没有价值，也不计入。此类代币常由诈骗者发送：请不要打开其名称中的链接。",
  wrongComing: "与要求不符的代币正在转入", wrongComingText: "发现有另一种代币正转入此地址。它不会计入，请不要再发送。",
  dust: "金额过小，不计入", dustText: "有一笔极小额的转账进入此地址，不计入。切勿复制其来源地址：它可能被伪造得与您的地址相似。",
  dropped: "您的付款已从网络上消失", droppedText: "曾看到这笔付款，但区块链走了另一条分叉，目前其中没有这笔转账。通常几分钟内会自动恢复。再次发送之前请先查看钱包：如果显示失败或已消失，请重新付款。", droppedWhere: "在消失期间，资金仍在您的钱包中。",
  reversed: "付款已被撤回", reversedText: (amount: string) => `已计入的 ${amount} 被网络或银行撤回。在工作人员核查之前，此订单的资金已冻结。`,
  mismatch: "金额与要求不符", mismatchText: (amount: string) => `银行卡支付服务商收取了 ${amount}，与应付金额不符。`,
  expired: "付款期限已过", expiredText: "没有收到款项，您不欠任何费用。如果有转账在途中，系统会找到并退还。请不要再向此地址发送任何款项。", again: "如果您仍然需要，请联系卖家重新报价，或重新购买。",
  cases: {
    open: "款项暂存于平台。两个人核查后会退还给您，您无需做任何事。",
    refund_to_buyer: "已核查，将退还给您：请查看订单的打款。", credit_order: "已核查，并已计入订单。", keep_as_fee: "已核查，金额过小，不予退还。", dismiss: "已核查，没有需要退还的款项。",
  },
  transfers: "转账",
  depositStates: { detected: "确认中", confirmed: "已计入", dropped: "已消失", ignored: "未计入" } as Record<string, string>,
};
export default words;

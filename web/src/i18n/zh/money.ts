// Balances and payouts.
import type en from "../en/money";

const words: typeof en = {
  title: "资金", balances: "余额", balanceNone: "还没有资金", balanceHint: "您的交易已结算给您、尚未打款的资金。", balanceNoneHint: "向您放款或退款后，资金会显示在这里。", payouts: "打款", payoutNone: "还没有打款", payoutNoneHint: "打给您的款项及其去向会列在这里。",
  onlyWaiting: "只看等待中的",
  available: "可用", held: "为您托管中", heldHint: "扣除手续费之前的金额，放款后归您。", releasable: "正在打款", inTransit: "在途",
  states: {
    waiting_address: "需要地址", pending_approval: "等待审批", approved: "已批准", prepared: "待签名", signed: "已签名", broadcast: "已发送", requested: "已申请",
    confirmed: "已打款", failed: "失败", cancelled: "已被拒绝",
  } as Record<string, string>,
  kinds: { release: "放款", refund: "退款", withdrawal: "提现", exception_refund: "异常款项退还" } as Record<string, string>,
  waits: {
    no_address: "您在此网络上没有收款地址。添加后即会发送。", no_card_account: "尚未设置银行卡打款。设置后即会发送。", approval: "由于金额或一天内的打款总额，须由资金审核员批准。您无需做任何事。",
    order_held: "在异常付款处理完毕之前，该订单的资金已冻结。您无需做任何事。", treasury_short: "平台正在将资金归集到打款地址。您无需做任何事。", gas_short: "平台的打款地址需要补充用于支付网络手续费的原生币。您无需做任何事。",
    to_be_signed: "等待签名，签名密钥保存在别处。您无需做任何事。", chain_away: "暂时无法连接网络，稍后会重试。", processor_away: "暂时无法连接银行卡支付服务商，稍后会重试。", processor_short: "银行卡支付服务商处的余额暂时不足，每小时会重试一次。",
    on_its_way: "已交给银行卡支付服务商，银行需要几天时间。", resent: "已发送，但网络处理较慢。如有需要，会以更高的手续费重新发送。", would_fail: "网络提示此笔转账会失败。请检查您的收款地址能否接收此代币。",
    operator: "只有网站运营者可以处理，已通知运营者。", rejected: "资金审核员拒绝了此笔打款。资金已重新可供您使用。", failed: "未能完成。资金已重新可供您使用。",
  },
  addAddress: "添加收款地址", checkAddress: "检查收款地址", setUpCards: "设置银行卡打款",
  otherWaits: "等待对方或平台处理。",
  withdraw: "提现", withdrawOf: (symbol: string) => `提现 ${symbol}`, amount: "金额", all: "全部", withdrawn: "打款正在进行。",
  to: "收款方", network: "网络", feeNone: "无：网络手续费由平台支付。", fee: "手续费", card: "打到您在银行卡支付服务商处的账户",
  next: "接下来会怎样", nextText: "资金立即从余额中扣除。大额打款须等待资金审核员批准；其余打款在几分钟内发送，并在此显示链上交易。", final: "已发送到地址的款项无法追回。请将地址与您钱包中的地址核对。",
  needAddress: (network: string) => `您在 ${network} 上还没有收款地址。`, needCards: "尚未设置银行卡打款。",
  payout: "打款", back: "全部打款", steps: "资金流程", asked: "已申请", addressKnown: "收款去向已确定", approved: "可以发送", sent: "已发送", arrived: "已打款", refused: "已被拒绝", notDone: "失败",
  created: "申请时间", from: "来自订单", where: "打到", reference: "银行卡支付服务商的参考号", kind: "类型", notYet: "尚未确定",
  price: "价格", feeBuyer: "平台手续费，由买家支付", feeSeller: "平台手续费，从卖家所得中扣除", buyerPays: "买家共支付",
};
export default words;

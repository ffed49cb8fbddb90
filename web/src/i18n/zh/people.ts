// Public profiles, and the development mailbox.
import { num } from "../format";
import type en from "../en/people";

const words: typeof en = {
  person: {
    member: (month: string) => `${month}加入`, bought: "作为买家", sold: "作为卖家", rating: "评分", ratingNone: "暂无评价", proven: "邮箱已确认",
    rated: (score: string, n: number) => `${score} 分（满分 5 分），${num(n)} 条评价`,
    deals: (n: number) => `完成 ${num(n)} 笔交易`,
    shop: (name: string) => `店铺：${name}`, onSale: "在售商品", allOnSale: "查看全部", said: "他人评价", saidNone: "还没有人评价此用户。交易结束后，双方互相评价。",
    asSeller: (name: string) => `${name}（买家）`, asBuyer: (name: string) => `${name}（卖家）`,
  },
  mailbox: { title: "开发邮箱", hint: "本站本应发出的邮件。由于没有邮件服务器，邮件保存在这里。", none: "还没有邮件", to: "收件人" },
};
export default words;

// Shops, for those who have one and those who look at it; and texts to use again.
import { num } from "../format";
import type en from "../en/shop";

const words: typeof en = {
  list: "店铺", listHint: "在这里出售商品和服务的卖家。", none: "还没有店铺", noneHint: "卖家一分钟即可开店。",
  since: (month: string) => `${month}开店`, onBreak: "休息中", onBreakHint: "店主目前正在休息。进行中的交易按约定继续。",
  visit: "进店看看", edit: "编辑店铺", owner: "关于卖家", listings: "在售商品", noListings: "目前没有在售商品", noListingsHint: "请稍后再来，或发布需求，卖家可能会向您报价。", ratings: "买家评价", noRatings: "还没有人评价此卖家",
  gone: "找不到此店铺", goneHint: "店铺可能已关闭、已更名，或店主目前不能出售。", all: "全部店铺", member: (month: string) => `${month}加入`, deals: (n: number) => `完成 ${num(n)} 笔交易`,
  ask: "发布需求",
  editor: {
    title: "我的店铺", newTitle: "开设店铺", hint: "属于您自己的页面，展示您出售的商品和买家的评价。", name: "名称", nameHint: "店铺的称呼。", slug: "网址", slugHint: "小写字母、数字和单个连字符，3 至 40 个字符。",
    about: "简介", aboutHint: "您出售什么、如何工作、买家可以期待什么。最多 5,000 个字符。", logo: "图片", logoHint: "JPEG、PNG 或 WebP，将裁剪为方形。", choose: "选择图片", drop: "移除图片",
    break: "暂时休息", breakHint: "店铺会显示休息中。商品在您暂停之前仍然在售，交易继续进行。", open: "开店", saved: "店铺已保存。", opened: "店铺已开张。",
    free: "此网址可用。", yours: "这是您现在的网址。", taken: "此网址已被占用。", malformed: "请使用 3 至 40 个小写字母、数字和单个连字符。", moved: "保存后，旧网址立即失效。",
    close: "关闭店铺", closeAsk: "关闭您的店铺？", closeHint: "店铺页面将消失，网址可供他人使用。您的商品、交易和评价会保留。", closed: "店铺已关闭。",
  },
  templates: {
    title: "模板", hint: "您反复使用的文字，只有您自己能看到。", none: "还没有模板", noneHint: "文字写一次，之后一键填入报价、交付、需求或商品。", add: "新建模板", edit: "修改模板", change: "修改",
    kind: "用于", kinds: { offer: "报价", delivery: "交付", request: "需求", listing: "商品" } as Record<string, string>, name: "名称", nameHint: "仅供您自己查看。", body: "正文", price: "价格（选填）", currency: "货币", deliveryDays: "交付天数（选填）", inspectionDays: "验收天数（选填）",
    saved: "模板已保存。", removed: "模板已移除。", removeAsk: "移除此模板？", removeHint: (name: string) => `“${name}”将被永久移除。用它写好的内容会保留。`, count: (n: number) => `${num(n)}/${num(100)}`, empty: "没有正文",
    days: (n: number) => `${num(n)} 天内交付`, inspection: (n: number) => `${num(n)} 天内验收`,
    use: "模板", useNone: "还没有可用的模板", save: "保存为模板", manage: "全部模板", saveTitle: "保存为模板", used: (name: string) => `已填入“${name}”。`,
  },
};
export default words;

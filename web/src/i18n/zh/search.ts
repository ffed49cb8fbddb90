// Searching, and going anywhere by the palette.
import type en from "../en/search";

const words: typeof en = {
  title: "搜索",
  label: "搜索需求、商品、店铺和订单",
  start: "您在找什么？",
  startHint: "请至少输入两个字符。可搜索需求、商品和店铺；登录后还可搜索您自己的订单。",
  none: "没有找到",
  noneHint: "请换个关键词，或浏览全部需求和商品。",
  everything: (query: string) => `搜索“${query}”`,
  groups: { requests: "需求", listings: "商品", shops: "店铺", orders: "订单" },
  palette: { title: "搜索或前往页面", input: "搜索或前往…", pages: "页面", actions: "操作", none: "没有找到", light: "切换到浅色主题", dark: "切换到深色主题", speak: (language: string) => `语言：${language}` },
};
export default words;

// What the frame of every page says, and the words that all pages share.
import { num } from "../format";
import type en from "../en/common";

const words: typeof en = {
  app: {
    name: "Amanat",
    skip: "跳到正文",
    foot: "资金先行托管，交付后再放款。",
    docs: "API 文档",
    crashed: "此页面无法显示。",
    crashedHint: "请重新加载。如果仍然失败，请告知本站运营者；如有请求 ID，请一并提供。",
    reload: "重新加载页面",
    newVersion: "本站已有新版本。请重新加载页面后继续。",
    notFound: "页面不存在",
    notFoundHint: "网址可能有误，或原有内容已不存在。",
    home: "返回首页",
    menu: "菜单",
    mainMenu: "主菜单",
    deskMenu: "工作台菜单",
    openSearch: "搜索",
    searchHint: "搜索或前往…",
    offline: "您已离线。当前内容可能不是最新的。",
    waiting: "实时连接已断开。当前内容可能不是最新的。",
    online: "已恢复连接。",
    ended: "您已退出登录：会话已到期，或已在别处结束。",
    languageChanged: "您在另一个标签页中更换了语言。",
    signInAgain: "重新登录",
  },
  nav: {
    home: "首页", browse: "需求", goods: "商品", tokens: "我的令牌", sell: "卖家中心", orders: "订单", myRequests: "我的需求", myOffers: "我的报价", money: "资金",
    notifications: "通知", alerts: "提醒", account: "账户", security: "登录与安全", signIn: "登录", register: "注册账户", signOut: "退出登录", post: "发布需求", newListing: "出售商品", more: "更多", shortcuts: "键盘快捷键", how: "交易流程",
    desk: "工作台", payouts: "打款", exceptions: "异常个案", awaiting: "等待区块确认", thresholds: "阈值", sweeps: "归集", disputes: "纠纷", listings: "商品审核", categories: "分类", networks: "网络与代币", webhooks: "Webhook", ledger: "总账", jobs: "后台任务", people: "用户", audit: "审计日志",
    groups: { market: "市场", mine: "我的", account: "账户", money: "资金", deals: "交易", system: "系统" },
  },
  looks: {
    language: "语言", theme: "主题", light: "浅色", dark: "深色", auto: "跟随设备", calendar: "历法", gregory: "公历", persian: "波斯历",
  },
  roles: { buyer: "买家", seller: "卖家", resolver: "仲裁员", guard: "资金审核员", admin: "管理员" },
  keys: {
    title: "键盘快捷键", palette: "搜索并前往任意页面", help: "显示此列表", home: "前往首页", orders: "前往订单", notifications: "前往通知", close: "关闭已打开的内容", then: "然后",
  },
  common: {
    loading: "正在加载", failed: "操作未成功", unknown: "出了点问题。", requestId: "请求 ID：", copyRequestId: "复制请求 ID", retry: "重试", more: "显示更多",
    retryIn: (seconds: number) => `请在 ${num(seconds)} 秒后重试。`,
    retryInMinutes: (minutes: number) => `请在 ${num(minutes)} 分钟后重试。`,
    copied: "已复制", copyAddress: "复制地址", copyHash: "复制哈希", copyAmount: "复制金额", now: "现在", cancel: "取消", back: "返回",
    offline: "无法连接服务器。请检查网络后重试。", fileNotSent: "文件未能发送。请检查网络后重试。", unreadable: (status: number) => `服务器返回了 ${status}。`,
    fillIn: "请填写此项。", notFit: "内容不完整或格式不正确。", notEmail: "这不是电子邮件地址。",
    send: "发送", save: "保存", saved: "已保存", close: "关闭", you: "您", all: "全部", none: "无", nothing: "—", table: "以表格显示", remove: "移除", newTab: "在新标签页中打开", browserWallet: "浏览器钱包",
  },
  auth: {
    signIn: "登录", register: "注册账户", email: "邮箱", password: "密码", passwordHint: "至少 10 个字符。用几个词连在一起就很好。",
    name: "显示名称", noAccount: "还没有账户？", haveAccount: "已有账户？",
    iWant: "我想", both: "买和卖", buyer: "买", seller: "卖",
    devTitle: "开发环境登录", devHint: "因本站以开发模式运行而显示。",
    needed: "请登录后继续。",
    forbidden: "您的账户不能访问此页面",
    reason: (need: string) => `只有具备以下角色之一的人才能打开：${need}。`,
    have: (roles: string) => `您的角色：${roles}。`,
    haveNone: "您的账户还没有角色。",
    whatNow: "本站管理员可以授予您角色。如果您有另一个可以打开此页面的账户，请退出登录，改用该账户登录。",
    otherAccount: "使用其他账户登录",
  },
  note: {
    title: "通知", none: "没有新通知", noneHint: "报价、付款和交付的消息会显示在这里。", readAll: "全部标为已读", unread: (n: number) => `${num(n)} 条未读`, all: "查看全部", onlyUnread: "仅看未读", noneUnread: "没有未读通知", today: "今天", yesterday: "昨天", unreadMark: "未读",
    arrived: (title: string) => `新通知：${title}`,
  },
  looking: { banner: (name: string) => `您正以 ${name} 的视角查看。只能看，不能操作。`, end: "停止查看" },
};
export default words;

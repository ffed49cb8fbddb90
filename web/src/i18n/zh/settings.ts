// A person's own settings.
import { num } from "../format";
import type en from "../en/settings";

const words: typeof en = {
  title: "账户",
  sections: "设置",
  nav: { profile: "个人资料", security: "登录与安全", addresses: "邮寄地址", payouts: "收款地址", keys: "API 密钥", privacy: "您的数据" },
  profile: {
    picture: "头像", pictureHint: "JPEG、PNG 或 WebP。将裁剪为方形，并清除其中的隐藏信息。", choose: "选择图片", drop: "移除图片",
    about: "个人简介", aboutHint: "显示在您的公开主页上，最多 1,000 个字符。", seePublic: "查看公开主页",
    preferences: "偏好设置", language: "语言", languageHint: "本站以及我们发送给您的邮件所用的语言。", currency: "价格显示货币", email: "同时通过邮件发送通知", emailHint: "有关账户安全的邮件始终会发送。",
  },
  security: {
    emailTitle: "邮箱", emailNone: "没有邮箱", emailNew: "新邮箱", emailSend: "发送确认邮件", emailSent: "请打开我们发送到新邮箱的邮件中的链接。在此之前一切不变。",
    passwordTitle: "密码", passwordNone: "您没有密码，使用其他方式登录。", current: "当前密码", next: "新密码", passwordChange: "更改密码", passwordSet: "设置密码", passwordDone: "密码已更改。其他所有位置均已退出登录。",
    passkeys: "通行密钥", passkeysHint: "使用指纹、面容或设备 PIN 登录：无需记忆，也不会被虚假页面骗走。", passkeyAdd: "添加通行密钥", passkeyName: "名称", passkeyNameHint: "例如“笔记本电脑”或“手机”。", passkeyNone: "还没有通行密钥", passkeyAdded: "通行密钥已添加。", passkeyClosed: "未创建通行密钥。", passkeyKnown: "此设备或安全密钥已存有您的通行密钥。", passkeyRemoveAsk: "移除此通行密钥？", passkeyRemoveHint: "移除后不能再用它登录本站。它可能仍保存在您的设备上，请在设备上一并删除。", rename: "重命名", lastUsed: "上次使用", never: "从未使用",
    totp: "身份验证器", totpHint: "除密码外，还需输入手机应用上的验证码。", totpOn: "启用于", totpSetUp: "设置", totpRemove: "移除", totpScan: "请用应用扫描此码，或手动输入密钥，然后输入应用显示的验证码。", totpKey: "密钥", totpConfirm: "启用", totpQr: "身份验证器的二维码", totpRemoveAsk: "移除身份验证器？", totpRemoveHint: "此后不再要求验证码，恢复代码也会失效。工作人员必须有第二重验证。", totpRemoved: "身份验证器已移除。",
    codes: "恢复代码", codesLeft: (n: number) => `10 个恢复代码还剩 ${num(n)} 个。`, codesRenew: "生成新的恢复代码", codesHint: "请保存在手机丢失时仍能找到的地方。每个代码仅可使用一次，且不会再次显示。", codesKept: "我已保存", codesCopy: "复制代码", codesDownload: "下载", codesPrint: "打印", codesFile: (site: string) => `${site} 的恢复代码。每个代码仅可使用一次。`, codesRenewAsk: "旧代码立即失效。",
    identities: "关联账户", identitiesHint: "可用于登录本站的其他平台账户。", identitiesNone: "没有关联账户", link: (name: string) => `关联 ${name}`, unlink: "取消关联", unlinkAsk: "取消关联此账户？", unlinkHint: "取消后不能再用它登录本站。", linked: "已关联。", unlinked: "已取消关联。",
    sessions: "登录位置", others: "退出其他所有登录", othersDone: "其他所有位置均已退出登录。", everywhere: "退出全部登录", everywhereAsk: "退出全部登录？", everywhereHint: "您将在所有设备上退出登录，包括当前设备，须重新登录。", by: { password: "密码", passkey: "通行密钥", link: "邮件链接", oidc: "关联账户", telegram: "Telegram", wallet: "钱包" } as Record<string, string>, name: "名称",
  },
  addresses: {
    none: "还没有地址", removeHint: "已使用此地址的订单会保留它。", noneHint: "您所购物品的寄送地址。仅在交易需要邮寄时，该交易的卖家才能看到。", add: "添加地址", edit: "修改地址", isDefault: "默认", makeDefault: "设为默认", label: "标签（选填）", recipient: "收件人", line1: "街道和门牌号", line2: "补充信息（选填）", city: "城市", region: "省/州（选填）", postalCode: "邮政编码（如有）", country: "国家/地区", countryNone: "没有此名称的国家或地区", phone: "电话（选填）", phoneHint: "包含国家代码，例如 +442071838750",
    removeAsk: "移除此地址？", removed: "地址已移除。",
  },
  keys: {
    hint: "供代您操作的程序使用。密钥无法更改账户的安全设置、显示机密内容或打款。", none: "没有 API 密钥", noneHint: "需要程序代您操作时，请创建一个。", add: "创建密钥", name: "名称", nameHint: "供什么使用。", scopes: "允许的操作", days: "有效期（天）", networks: "仅限以下网络（选填）", networksHint: "每行一个，例如 203.0.113.0/24", networkWrong: (line: string) => `“${line}”不是地址或网络`, limit: (n: number) => `每分钟 ${num(n)} 次请求`, perMinute: "每分钟请求数", make: "创建密钥", made: "您的新密钥", madeHint: "请立即复制，不会再次显示。", copy: "复制密钥", kept: "我已复制", revoke: "撤销", revokeAsk: "使用此密钥的程序会立即停止工作。", revoked: "已撤销", expires: "有效期至", expired: "已过期", from: "来自", docs: "使用方法",
    scope: { read: "查看您的全部内容", marketplace: "需求与报价", goods: "商品与令牌", orders: "订单", payments: "发起付款" } as Record<string, string>,
  },
  privacy: {
    exportTitle: "关于您的全部数据", exportHint: "一个文件，包含本平台保存的关于您的全部数据。", export: "下载", eraseTitle: "删除账户", eraseHint: "您的名称、地址、头像以及登录所需的一切都会删除。交易和付款会保留在账目中，但不含您的名称。此操作无法撤销。", eraseNote: "请先完成未结束的交易，并将资金提现。", confirm: (name: string) => `请输入“${name}”以确认`, erase: "删除我的账户", erased: "您的账户已删除。",
  },
  overview: {
    profile: "个人资料", roles: "角色", current: "当前浏览器", revoke: "退出该登录", revoked: "该会话已退出登录。",
    lastUsed: "上次使用", unknownAgent: "未知设备", change: "更改", code: "验证码", joined: "加入时间",
  },
};
export default words;

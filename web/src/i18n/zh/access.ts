// Ways in: signing in, registering, proving.
import type en from "../en/access";

const words: typeof en = {
  signIn: {
    passkey: "使用通行密钥登录", link: "通过邮件链接登录", forgot: "忘记密码？", or: "或",
    with: (name: string) => `使用 ${name} 继续`,
    linkTitle: "邮件登录", linkHint: "我们会发送一个一次性登录链接，无需密码。", linkSend: "发送链接",
    sentTitle: "请查收邮件", sentLink: "如果该邮箱已有账户，登录链接正在发送。链接几分钟内有效，仅可使用一次。",
    opening: "正在登录…", openTitle: "通过链接登录", openHint: "您打开了我们邮件中的链接。它可让此浏览器登录一次。", failed: "此链接无法使用", again: "重新获取链接",
    errors: {
      EMAIL_KNOWN: "该邮箱已有账户。请先登录该账户，再到设置中关联另一个账户。",
      IDENTITY_REFUSED: "对方服务未能确认您的身份，或未能确认该邮箱属于您。请在对方服务中确认邮箱，或换一种方式登录。",
      ACCOUNT_SUSPENDED: "此账户已停用。",
    } as Record<string, string>,
    otherError: "通过该服务登录未成功。请重试或换一种方式。",
    passkeyNone: "未使用通行密钥。请重试，或换一种方式登录。",
  },
  second: {
    title: "还差一步", hint: "请输入身份验证器显示的六位数字。", code: "验证码", go: "继续",
    recoveryHint: "请输入您设置身份验证器时保存的一个恢复代码。每个代码仅可使用一次。", recovery: "恢复代码",
    useRecovery: "无法使用身份验证器", useApp: "改用身份验证器", back: "重新开始",
  },
  register: {
    sentTitle: "还差一步：确认您的邮箱", sent: (email: string) => `我们已向 ${email} 发送邮件。请打开其中的链接完成注册，链接一天内有效。`,
    notThere: "没有收到？请查看垃圾邮件，或重新注册。", mailbox: "打开开发邮箱",
    verifyTitle: "完成注册", verifyHint: "请输入您刚才设置的密码，以证明是您本人申请了此账户。", verify: "完成",
    forgotIt: "已经忘记密码？请重新注册，此账户尚未创建。",
  },
  reset: {
    askTitle: "忘记密码？", askHint: "我们会发送一个用于重设密码的链接，半小时内有效。", ask: "发送链接",
    sent: "如果该邮箱已有账户，重设密码的链接正在发送。",
    title: "设置新密码", hint: "其他所有位置都将退出登录，程序使用的密钥也会失效。", password: "新密码", done: "密码已更改。请使用新密码登录。", save: "更改密码",
    noToken: "请通过我们邮件中的链接打开此页面。",
  },
  confirmEmail: { title: "确认新邮箱", hint: "今后您将使用此邮箱登录，邮件也会发送到这里。", confirm: "确认", done: "您的邮箱已更改。" },
  proof: {
    title: "验证身份", hint: "此操作涉及资金或账户安全，请再次证明是您本人。验证后十分钟内有效。",
    password: "您的密码", code: "身份验证器的验证码", passkey: "使用通行密钥", go: "继续", none: "您的账户没有密码、通行密钥或身份验证器。请退出后重新登录再回到这里：刚刚登录即可作为证明。",
  },
};
export default words;

// Copying, and what to compare.
import type en from "../en/copy";

const words: typeof en = {
  same: "已复制。剪贴板中的内容与此完全一致。",
  compare: (first: string, last: string) => `已复制。粘贴后，请核对开头 ${first} 和结尾 ${last}。`,
  check: "检查剪贴板",
  differentTitle: "请停下：剪贴板中是其他内容",
  different: "此设备上可能有程序在替换地址。请不要粘贴。请扫描二维码或使用此浏览器中的钱包，并请人检查此设备。",
  failed: "未能复制。请选中后手动复制。",
};
export default words;

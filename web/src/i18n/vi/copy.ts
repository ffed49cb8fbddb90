// Copying, and what to compare.
import type en from "../en/copy";

const words: typeof en = {
  same: "Đã sao chép. Bộ nhớ tạm chứa đúng nội dung này.",
  compare: (first: string, last: string) => `Đã sao chép. Sau khi dán, hãy so phần đầu ${first} và phần cuối ${last}.`,
  check: "Kiểm tra bộ nhớ tạm",
  differentTitle: "Dừng lại: bộ nhớ tạm chứa nội dung khác",
  different: "Có thể một chương trình trên thiết bị này đang tráo địa chỉ. Đừng dán. Hãy quét mã hoặc dùng ví trong trình duyệt này, và cho kiểm tra thiết bị.",
  failed: "Không sao chép được. Hãy chọn nội dung và sao chép thủ công.",
};
export default words;

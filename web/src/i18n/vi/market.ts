// Requests and offers, and what all lists with filters say.
import { num } from "../format";
import type en from "../en/market";

const offers = (n: number) => `${num(n)} báo giá`;
const ratings = (n: number) => `${num(n)} đánh giá`;

const words: typeof en = {
  categories: {
    electronics: "Điện tử", computers: "Máy tính và linh kiện", phones: "Điện thoại và máy tính bảng", "software-development": "Phát triển phần mềm", design: "Thiết kế và minh họa",
    "writing-translation": "Viết và dịch thuật", "licences-keys": "Giấy phép và khóa", collectibles: "Đồ sưu tầm", fashion: "Quần áo và phụ kiện", "home-garden": "Nhà cửa và vườn",
    "vehicles-parts": "Xe và phụ tùng", music: "Âm nhạc và âm thanh", education: "Học tập và gia sư", services: "Dịch vụ", other: "Mục khác",
  } as Record<string, string>,
  filter: {
    title: "Bộ lọc", open: (n: number) => (n === 0 ? "Bộ lọc" : `Bộ lọc, đang dùng ${num(n)}`), apply: (n: number) => `Xem ${num(n)} kết quả`,
    clear: "Bỏ mọi bộ lọc", remove: (what: string) => `Bỏ bộ lọc: ${what}`, set: "Bộ lọc đang dùng", sort: "Sắp xếp theo", clearSearch: "Xóa nội dung tìm kiếm",
    results: (n: number) => `${num(n)} kết quả`, words: (q: string) => `“${q}”`,
    category: "Danh mục", currency: "Đơn vị tiền", price: "Ngân sách", from: (price: string) => `Từ ${price}`, below: (price: string) => `Dưới ${price}`, between: (from: string, below: string) => `${from} đến ${below}`,
    none: "Không có kết quả phù hợp", noneHint: "Hãy dùng ít từ hơn, hoặc bỏ bớt bộ lọc.", moreOptions: (n: number) => `Xem thêm ${num(n)}`, fewerOptions: "Thu gọn",
  },
  request: {
    browseTitle: "Yêu cầu mua", browseHint: "Những gì người mua đang tìm. Hãy trả lời bằng báo giá; tiền được giữ ký quỹ trước khi bạn giao hàng.",
    search: "Tìm yêu cầu mua", category: "Danh mục", budget: "Ngân sách", deadline: "Nhận báo giá đến", posted: "Ngày đăng", deadlineOver: "Không nhận báo giá mới",
    sorts: { newest: "Mới nhất", budget: "Ngân sách cao nhất", ending: "Sắp hết hạn" } as Record<string, string>,
    offers,
    noneYet: "Chưa có yêu cầu mua nào", noneYetHint: "Hãy đăng yêu cầu đầu tiên: cho biết bạn cần gì và sẵn sàng trả bao nhiêu.",
    post: "Đăng yêu cầu mua",
    details: "Cần mua gì", buyer: "Người mua", close: "Đóng yêu cầu mua", closed: "Đã đóng yêu cầu mua.", closeTitle: "Đóng yêu cầu mua này?",
    closeText: (n: number) => (n === 0 ? "Sẽ không ai có thể trả lời nữa. Chưa có khoản tiền nào liên quan." : `${num(n)} báo giá đang mở sẽ kết thúc, và người bán được thông báo. Chưa có khoản tiền nào liên quan.`),
    edit: "Sửa", more: "Về yêu cầu mua này",
    mine: "Yêu cầu mua của tôi", mineNone: "Bạn chưa đăng yêu cầu mua nào", mineNoneHint: "Hãy cho biết bạn cần gì và sẵn sàng trả bao nhiêu. Người bán trả lời bằng báo giá; không có gì ràng buộc cho đến khi bạn chấp nhận một báo giá.", allStates: "Tất cả", mineNoneState: "Không có yêu cầu mua ở trạng thái này",
    states: { open: "Đang mở", accepted: "Đã đặt hàng", cancelled: "Đã đóng" } as Record<string, string>,
    budgetNone: "Ngân sách để ngỏ", budgetUpTo: (price: string) => `Tối đa ${price}`, budgetFrom: (price: string) => `Từ ${price}`, budgetRange: (from: string, to: string) => `${from} đến ${to}`,
    files: "Tệp đính kèm", filesHint: "Mọi người đã đăng nhập đều mở được.", openFile: (name: string) => `Mở ${name}`, signInFile: "Đăng nhập để mở tệp đính kèm.",
    acceptedNote: "Một báo giá đã được chấp nhận. Giao dịch tiếp tục trong đơn hàng.", toOrder: "Đến đơn hàng", cancelledNote: "Người mua đã đóng yêu cầu này. Yêu cầu không nhận báo giá nữa.",
    signInToOffer: "Đăng nhập để báo giá", needSeller: "Tài khoản này không có quyền bán hàng. Hãy bán bằng tài khoản có vai trò người bán.", bound: "Báo giá không ràng buộc ai cho đến khi người mua chấp nhận.",
  },
  wizard: {
    title: "Đăng yêu cầu mua", editTitle: "Sửa yêu cầu mua của bạn", progress: (step: number, all: number) => `Bước ${num(step)} trên ${num(all)}`, steps: { category: "Danh mục", details: "Chi tiết", budget: "Ngân sách", deadline: "Hạn chót", files: "Tệp đính kèm", review: "Xem lại" },
    asks: { category: "Đó là loại hàng gì?", details: "Bạn cần gì?", budget: "Bạn sẵn sàng trả bao nhiêu?", deadline: "Bạn nhận báo giá đến khi nào?", files: "Bạn có gì muốn đính kèm không?", review: "Mọi thứ đã đúng chưa?" },
    hints: {
      category: "Người bán tìm yêu cầu mua theo danh mục.", details: "Càng cụ thể, báo giá càng sát.", budget: "Con số để người bán tham khảo. Bạn có thể để trống cả hai đầu; báo giá có thể cao hơn hoặc thấp hơn.",
      deadline: "Bạn vẫn có thể chấp nhận báo giá sau ngày này.", files: "Ảnh, bản vẽ, bản mô tả. Mọi người đã đăng nhập đều mở được.", review: "Không có gì ràng buộc cho đến khi bạn chấp nhận một báo giá, và chỉ khi đó bạn mới trả tiền.",
    },
    next: "Tiếp", back: "Quay lại", post: "Đăng yêu cầu mua", save: "Lưu thay đổi", posted: "Yêu cầu mua của bạn đã được đăng.", saved: "Yêu cầu mua của bạn đã được sửa.",
    name: "Tiêu đề", nameHint: "Một dòng mà người bán hiểu được.", description: "Chi tiết", descriptionHint: "Chính xác là gì, tình trạng ra sao, giao đến đâu, và bạn sẽ kiểm tra thế nào.",
    nameShort: "Ít nhất 3 chữ cái.", descriptionShort: "Ít nhất 10 chữ cái.", chooseCategory: "Hãy chọn một danh mục.", badAmount: "Hãy viết số tiền như 250 hoặc 99,50.", upsideDown: "Mức cao thấp hơn mức thấp.", pastDay: "Hãy chọn một ngày chưa qua.",
    budgetMin: "Từ (không bắt buộc)", budgetMax: "Đến (không bắt buộc)", currency: "Đơn vị tiền", day: "Ngày cuối (không bắt buộc)", noDeadline: "Không có hạn chót", days: (n: number) => `Sau ${num(n)} ngày`,
    addFiles: "Thêm tệp", dropHere: "hoặc thả vào đây", filesLimit: (n: number) => `Ảnh, PDF, văn bản hoặc zip. Tối đa ${num(n)} tệp.`, uploading: (name: string) => `Đang gửi ${name}…`, tooMany: (n: number) => `Một yêu cầu mua có tối đa ${num(n)} tệp đính kèm.`, removeFile: (name: string) => `Xóa ${name}`, noFiles: "Không có tệp đính kèm",
    change: "Sửa", changeStep: (step: string) => `Sửa: ${step}`, draft: "Bản nháp được giữ trong thẻ này.", startOver: "Bắt đầu lại", outdates: "Nếu đổi danh mục, chi tiết, đơn vị tiền hoặc tệp đính kèm, các báo giá trước đó sẽ lỗi thời: người bán phải báo giá lại.",
    notOpen: "Không thể sửa yêu cầu mua này nữa.", notYours: "Chỉ người mua đã đăng mới sửa được yêu cầu này.",
  },
  offer: {
    heading: "Báo giá", none: "Chưa có báo giá", noneHint: "Báo giá tự hiện ở đây khi người bán trả lời. Bạn cũng nhận được thông báo.",
    make: "Gửi báo giá", revise: "Sửa báo giá", counter: "Báo giá đáp lại", accept: "Chấp nhận", decline: "Từ chối", withdraw: "Rút lại",
    price: "Giá", note: "Lời nhắn (không bắt buộc)", noteHint: "Bao gồm những gì, và vì sao nên chọn bạn.", deliveryDays: "Số ngày giao hàng, tính từ khi thanh toán", inspectionDays: "Số ngày kiểm tra, tính từ khi giao hàng",
    seller: "Người bán", by: (who: string) => `${who} đề xuất`, total: "Bạn trả tổng cộng", delivery: "Giao hàng", inspection: "Thời gian kiểm tra", milestones: "Giai đoạn", oneGo: "Giao một lần", message: "Lời nhắn", state: "Trạng thái",
    milestoneParts: (n: number) => `${num(n)} phần`,
    yours: "Báo giá của bạn", history: "Lịch sử", historyTitle: "Những gì đã được đề xuất", revision: (n: number) => `Đề xuất ${num(n)}`,
    waitBuyer: "Đang chờ người mua trả lời.", waitSeller: "Đang chờ người bán trả lời.", outdated: "Yêu cầu mua đã thay đổi kể từ đó. Không thể chấp nhận các điều khoản này; hãy đề xuất lại.", outdatedBuyer: "Bạn đã sửa yêu cầu mua kể từ đó. Người bán phải báo giá lại, hoặc bạn gửi báo giá đáp lại.", yourTurn: "Đến lượt bạn trả lời.",
    sent: "Báo giá của bạn đã được gửi.", revised: "Các điều khoản mới đã được gửi.", declined: "Đã từ chối báo giá.", withdrawn: "Đã rút lại báo giá của bạn.",
    declineTitle: "Từ chối báo giá này?", declineText: (name: string) => `${name} được thông báo, và có thể gửi báo giá khác. Chưa có khoản tiền nào liên quan.`, withdrawTitle: "Rút lại báo giá của bạn?", withdrawText: "Người mua được thông báo, và không thể chấp nhận báo giá này nữa. Bạn có thể gửi báo giá khác khi yêu cầu mua còn mở.",
    states: { open: "Đang mở", accepted: "Đã chấp nhận", declined: "Đã từ chối", withdrawn: "Đã rút lại", closed: "Yêu cầu mua đã đóng" } as Record<string, string>,
    mine: "Báo giá của tôi",
    days: (n: number) => `${num(n)} ngày`,
    sorts: { price: "Tổng tiền thấp nhất", speed: "Giao nhanh nhất", rating: "Đánh giá cao nhất" } as Record<string, string>,
    compare: "So sánh báo giá", others: "Báo giá đã kết thúc", deals: (n: number) => `${num(n)} giao dịch hoàn tất`, since: (month: string) => `Tham gia từ ${month}`, notRated: "Chưa có đánh giá", rated: (score: string, n: number) => `${score} trên 5, ${ratings(n)}`,
    cheapest: "Tổng tiền thấp nhất", fastest: "Nhanh nhất",
    parts: "Chia thành các giai đoạn", partsHint: "Người mua trả toàn bộ vào ký quỹ một lần. Mỗi phần được giao, kiểm tra và giải ngân riêng.", partTitle: (n: number) => `Phần ${num(n)}`, partAmount: (n: number) => `Số tiền của phần ${num(n)}`, addPart: "Thêm phần", removePart: (n: number) => `Xóa phần ${num(n)}`,
    badDays: (most: number) => `Một số nguyên từ ${num(1)} đến ${num(most)}.`,
    partsSum: (sum: string, price: string) => `Tổng các phần là ${sum} trên ${price}.`, partsRight: "Tổng các phần bằng giá.", partsLeft: "Dồn số còn lại vào phần cuối", titleNeeded: "Hãy cho biết phần này giao gì.", badAmount: "Hãy viết số tiền như 250 hoặc 99,50.", oneIsNone: "Một phần thì chưa phải là chia: hãy thêm phần nữa, hoặc tắt mục này.",
  },
  accept: {
    title: "Chấp nhận các điều khoản này?", intro: "Các điều khoản này sẽ thành đơn hàng. Sau đó không ai có thể thay đổi.",
    buyerPays: "Người mua trả", youPay: "Bạn trả", sellerGets: "Người bán nhận", youGet: "Bạn nhận", feeBuyer: "Phí nền tảng, người mua trả", feeSeller: "Phí nền tảng, người bán trả", price: "Giá đã thỏa thuận",
    periods: "Điều gì xảy ra khi nào, và nếu không ai làm gì",
    payment: (d: string) => `Người mua có ${d} để trả tiền vào ký quỹ. Nếu không trả, đơn hàng hết hạn và không ai nợ ai.`,
    deliver: (d: string) => `Sau khi người mua trả tiền, người bán có ${d} để giao hàng. Nếu không giao, toàn bộ tiền được hoàn lại cho người mua.`,
    inspect: (d: string) => `Sau khi hàng được giao, người mua có ${d} để kiểm tra. Nếu không có phản đối, tiền được giải ngân cho người bán.`,
    dispute: (d: string) => `Mỗi bên đều có thể mở tranh chấp. Nếu không ai ra phán quyết trong vòng ${d}, toàn bộ tiền được hoàn lại cho người mua.`,
    othersEnd: "Các báo giá khác cho yêu cầu mua này kết thúc.", confirm: "Chấp nhận và tạo đơn hàng", changed: "Các điều khoản đã thay đổi kể từ khi bạn mở. Hãy xem lại.",
  },
};
export default words;

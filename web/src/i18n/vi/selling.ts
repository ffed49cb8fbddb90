// Goods by the unit, for those who sell.
import { num } from "../format";
import type en from "../en/selling";

const units = (n: number) => `${num(n)} đơn vị`;

const words: typeof en = {
  title: "Bán hàng", sections: { overview: "Tổng quan", deliver: "Cần giao", offers: "Báo giá", listings: "Mặt hàng", sales: "Lượt bán", shop: "Cửa hàng", templates: "Mẫu" },
  board: {
    toDo: "Đang chờ bạn", calm: "Không có việc gì chờ bạn", calmHint: "Báo giá mới, đơn hàng mới và câu hỏi của người mua hiện ở đây.", more: (n: number) => `Còn ${num(n)} việc nữa không hiện ở đây.`,
    kinds: { deliver: "Giao hàng", repair: "Cần khắc phục", answer_cancel: "Người mua đề nghị hủy", dispute: "Đang tranh chấp", answer_offer: "Người mua đề xuất điều khoản khác", revise_offer: "Yêu cầu mua đã thay đổi: hãy báo giá lại" },
    hints: { deliver: "Nếu đến lúc đó chưa giao gì, tiền được hoàn lại cho người mua.", repair: "Đơn đã được thanh toán nhưng không tự giao được. Mỗi phút hệ thống thử lại một lần.", answer_cancel: "Nếu bạn đồng ý, toàn bộ tiền được hoàn lại cho người mua.", dispute: "Trọng tài viên quyết định ai nhận tiền. Bạn có thể thêm tệp và lời giải thích.", answer_offer: "Chấp nhận các điều khoản này, đề xuất điều khoản khác, hoặc để nguyên.", revise_offer: "Báo giá của bạn có giá trị trở lại sau khi bạn gửi lại theo nội dung mới." },
    due: "Thời gian còn lại", over: "đã hết hạn", since: "từ",
    money: "Tiền của bạn", held: "Đang giữ ký quỹ", heldHint: "Người mua đã trả, được giữ cho đến khi họ chấp nhận. Phí nền tảng chưa được trừ.", releasable: "Đang chi trả", available: "Khả dụng", inTransit: "Đang trên đường", paidOut: "Đã chi trả tổng cộng", noMoney: "Chưa có tiền", noMoneyHint: "Khi người mua trả tiền, bạn thấy ở đây tiền đang ở đâu cho đến khi tới tay bạn.", toMoney: "Số dư và khoản chi trả",
    waiting: "Khoản chi trả đang chờ",
    earned: "Thu nhập", earnedHint: "Sau khi trừ phí nền tảng", earnedChart: (asset: string) => `Thu nhập ${asset} mỗi ngày`, orders: "Đơn đã thanh toán", ordersChart: "Đơn đã thanh toán mỗi ngày", day: "Ngày", amount: "Số tiền", count: "Đơn hàng", span: "Khoảng thời gian", spans: (n: number) => `${num(n)} ngày`, asset: "Tài sản", noEarned: "Không có thu nhập trong khoảng này.", noOrders: "Không có đơn đã thanh toán trong khoảng này.",
    start: "Bắt đầu bán", startHint: "Vài bước, theo thứ tự tùy ý. Tiền của người mua được giữ ký quỹ cho đến khi họ chấp nhận những gì bạn giao.", done: "Xong", open: "Chưa xong",
    offer: "Báo giá cho một yêu cầu mua", offerHint: "Người mua nêu điều họ cần; bạn cho biết giá và thời gian.", offerDo: "Xem yêu cầu mua", listing: "Đăng bán một mặt hàng", listingHint: "Quyền truy cập API, mã hoặc thông tin đăng nhập, bán theo đơn vị và tự động giao.", listingDo: "Mặt hàng mới",
    payout: "Cho biết nơi nhận tiền", payoutHint: "Một địa chỉ trên mỗi mạng mà bạn muốn nhận tiền.", payoutDo: "Địa chỉ nhận tiền", shop: "Mở cửa hàng của bạn", shopHint: "Một trang riêng, cho thấy bạn bán gì và người mua nói gì.", shopDo: "Mở cửa hàng",
  },
  deliver: { hint: "Các đơn đã thanh toán đang chờ bạn, đơn đến hạn sớm nhất ở trên.", none: "Không có gì cần giao", noneHint: "Đơn đã thanh toán hiện ở đây kèm thời gian còn lại.", all: "Tất cả đơn hàng bạn bán" },
  offers: {
    none: "Chưa có báo giá", noneHint: "Báo giá bạn gửi cho yêu cầu của người mua hiện ở đây.", find: "Xem yêu cầu mua", yours: "Đến lượt bạn", theirs: "Đến lượt người mua", outdated: "Cần báo giá lại",
    turn: { yours: "Người mua đề xuất các điều khoản này: hãy chấp nhận, đề xuất điều khoản khác, hoặc để nguyên.", theirs: "Bạn đã đề xuất các điều khoản này. Người mua có thể chấp nhận hoặc đề xuất điều khoản khác.", outdated: "Yêu cầu mua đã thay đổi kể từ đó. Báo giá của bạn có giá trị trở lại sau khi bạn gửi lại." }, proposal: (n: number) => `đề xuất ${num(n)}`, terms: (delivery: string, inspection: string) => `${delivery} để giao hàng, ${inspection} để kiểm tra`,
    answer: "Trả lời", revise: "Sửa điều khoản", withdraw: "Rút lại", withdrawAsk: "Rút lại báo giá này?", withdrawHint: "Người mua không thể chấp nhận báo giá này nữa. Bạn có thể gửi báo giá mới khi yêu cầu mua còn mở.", withdrawn: "Đã rút lại báo giá.", order: "Mở đơn hàng", request: "Mở yêu cầu mua", show: "Hiển thị báo giá", all: "Tất cả", open: "Đang mở", ended: "Đã kết thúc",
  },
  saleEarned: "thu được", salePrice: "giá", saleNothing: "chưa có gì",
  stepWhat: "Bạn bán gì", stepPrice: "Giá và số lượng", stepRules: "Thời gian", stepServe: "Người mua nhận gì", preview: "Người mua thấy thế này", previewName: "Tên mặt hàng", previewUnit: "Một đơn vị là gì",
  codesRemove: "Lấy mã ra", codesRemoveHint: "Những mã chưa ai mua có thể được lấy ra và bị hủy. Hãy ghi từng mã, hoặc để trống ô này để lấy tất cả.", codesRemoveField: "Các mã cần lấy ra", codesRemoveAll: "Lấy ra mọi mã chưa bán", codesRemoveAsk: "Lấy ra mọi mã chưa bán?", codesRemoveAllHint: (n: number) => `${num(n)} mã sẽ bị hủy. Không thể khôi phục.`, codesRemoveSome: (n: number) => `Lấy ra ${num(n)} mã`, codesRemoved: "Các mã đã được lấy ra và hủy.", codesNotRemoved: "Chưa lấy ra mã nào. Hãy xem các dòng này:",
  payouts: {
    hint: "Nơi tiền của bạn được gửi đến trên mỗi mạng khi đơn hàng hoàn tất hoặc được hoàn tiền.", none: "Chưa có địa chỉ", noneHint: "Tiền trên mạng này chờ cho đến khi có địa chỉ.", changed: "Đặt lúc", add: "Thêm địa chỉ", change: "Đổi địa chỉ", remove: "Xóa", field: "Địa chỉ của bạn trên mạng này", fieldHint: "Hãy dán từ ví của bạn. Địa chỉ bắt đầu bằng 0x.",
    empty: "Địa chỉ bắt đầu bằng 0x, theo sau là 40 chữ số hoặc chữ cái từ a đến f.", wrongLength: (n: number) => `Sau 0x có ${num(n)} ký tự; phải có ${num(40)}.`, wrongLetter: "Sau 0x chỉ được có chữ số và chữ cái từ a đến f.", wrongSum: "Địa chỉ này có chỗ sai: chữ hoa không khớp với các chữ số. Hãy sao chép lại từ ví.", noSum: "Địa chỉ này không có phần kiểm tra lỗi gõ. Hãy so từng nhóm với ví của bạn.", goodSum: "Địa chỉ được viết không có lỗi.",
    compare: "Tiền được gửi đến đây", pasted: "Nội dung bạn dán đúng như ở đây.", notPasted: "Đây không phải nội dung bạn đã dán. Nếu bạn không tự sửa, thì một chương trình trên thiết bị này đã sửa.", look: "So với bộ nhớ tạm", same: "Bộ nhớ tạm chứa cùng địa chỉ này.", different: "Bộ nhớ tạm chứa nội dung khác. Hãy so với ví của bạn trước khi lưu.", unread: "Trình duyệt không cho trang này xem bộ nhớ tạm. Hãy so nhóm đầu và nhóm cuối với ví của bạn.",
    own: "Tôi đã so với ví của mình, và tôi giữ khóa của địa chỉ này", ownMissing: "Hãy so địa chỉ trước, rồi đánh dấu ô này.", save: "Dùng địa chỉ này", proof: "Bạn sẽ được yêu cầu chứng minh đó là bạn. Chúng tôi gửi thư cho bạn về thay đổi này.", under: "Các khoản chi trả đang thực hiện vẫn giữ địa chỉ cũ. Các khoản mới, và các khoản đang chờ địa chỉ, được gửi đến địa chỉ mới.", exchange: "Địa chỉ của sàn giao dịch có thể thay đổi hoặc không nhận một số token. Ví của riêng bạn an toàn hơn.", never: "Tiền đã gửi đến địa chỉ sai thì không ai lấy lại được.",
    saved: "Đã lưu địa chỉ.", removeAsk: (network: string) => `Xóa địa chỉ của bạn trên ${network}?`, removeHint: "Từ đó, các khoản chi trả trên mạng này chờ cho đến khi có địa chỉ mới. Các khoản đang thực hiện không thay đổi.", removed: "Đã xóa địa chỉ.", noNetworks: "Nền tảng này chưa chi trả trên mạng nào.",
  },
  mine: "Mặt hàng của tôi", none: "Bạn chưa có mặt hàng nào", noneHint: "Bán quyền truy cập API, mã hoặc thông tin đăng nhập theo đơn vị.", create: "Mặt hàng mới", sales: "Lượt bán",
  stockLine: (available: number, reserved: number, sold: number) => `còn ${num(available)} · ${num(reserved)} đang thanh toán · đã bán ${num(sold)}`,
  newTitle: "Mặt hàng mới", newHint: "Bắt đầu là bản nháp. Không ai nhìn thấy cho đến khi bạn đăng bán.", created: "Đã lưu bản nháp.", saved: "Đã lưu mặt hàng.",
  priceNote: "Giá mới chỉ áp dụng cho đơn hàng mới.",
  name: "Tên", nameHint: "Bán gì, trong vài từ.", description: "Mô tả", descriptionHint: "Chính xác là gì, làm được gì và không làm được gì.", unitDescription: "Một đơn vị là", unitHint: "Ví dụ: một lượt gọi, 1.000 token, một giấy phép cho một người.",
  price: "Giá mỗi đơn vị", currency: "Đơn vị tiền", category: "Danh mục", kind: "Người mua nhận được",
  kindHints: {
    reveal_secret: "Mọi người mua có thể thấy cùng một thông tin đăng nhập. Không tính lượt dùng.", code_pool: "Mỗi đơn vị một mã, lấy từ danh sách bạn đưa vào.",
    metered_gateway: "Lượt gọi đi qua nền tảng này bằng mã truy cập. Khóa của bạn được chèn vào trên đường đi; người mua không bao giờ thấy khóa, và lượt dùng được tính.",
  } as Record<string, string>,
  stock: "Số đơn vị tồn", min: "Ít nhất mỗi đơn", max: "Nhiều nhất mỗi đơn", lifetime: "Dùng được trong", inspection: "Thời gian kiểm tra", inspectionHint: "Sau thời gian này, nếu không có phản đối, bạn được trả tiền.",
  spent: "Được trả tiền ngay khi đơn vị cuối cùng được dùng hết", secret: "Khóa hoặc thông tin đăng nhập", secretHint: "Được niêm phong ngay. Không bao giờ hiển thị lại ở đây.",
  service: "Cách phục vụ", upstream: "Địa chỉ dịch vụ của bạn", upstreamHint: "Lượt gọi chỉ nằm trong đường dẫn này. Địa chỉ nội bộ bị từ chối.", injectKind: "Khóa của bạn được đặt trong", inject: { header: "một header", query: "một tham số truy vấn" } as Record<string, string>,
  injectName: "Tên", injectPrefix: "Viết trước khóa", injectPrefixHint: "Viết trước khóa, ví dụ “Bearer ”, kèm dấu cách.", meter: "Cách tính", meters: { request: "Mỗi lượt gọi là một đơn vị", header: "Một header của câu trả lời cho biết số đơn vị", json_path: "Một trường của câu trả lời cho biết số đơn vị" } as Record<string, string>,
  meterHeader: "Header", meterPath: "Trường", meterPathHint: "Các tên cách nhau bằng dấu chấm, ví dụ usage.total_tokens.", perCall: "Số đơn vị tối đa mỗi lượt gọi", perCallHint: "Số tối đa được giữ trước khi gọi; phần dư được trả lại.", perMinute: "Lượt gọi mỗi phút", atOnce: "Lượt gọi cùng lúc", timeout: "Chờ lâu nhất (giây)",
  test: "Một lượt gọi thử trước khi đăng bán", testHint: "Lượt gọi thử đi cùng đường với lượt gọi của người mua.", testPauses: "Mặt hàng có lượt gọi thử sẽ tạm ngừng khi khóa, cách phục vụ hoặc lượt gọi thử thay đổi. Sau đó hãy mở bán lại: lượt gọi thử được thực hiện lại.", testMethod: "Phương thức", testPath: "Đường dẫn", testStatus: "Phải trả lời", testContains: "Phải chứa (không bắt buộc)",
  testTitle: "Gọi thử", testNow: "Gọi thử ngay", testOk: "Lượt gọi thử thành công", testFailed: "Lượt gọi thử thất bại", testNever: "Chưa gọi thử", testUnsaved: "Gọi thử theo những gì đã lưu.",
  span: "đơn vị thời gian", spans: { minutes: "phút", hours: "giờ", days: "ngày" } as Record<string, string>, save: "Lưu", saveDraft: "Lưu bản nháp", view: "Xem trang",
  publish: "Đăng bán", pause: "Tạm ngừng", resume: "Mở bán lại", remove: "Gỡ", removeAsk: "Gỡ vĩnh viễn mặt hàng này?", removeHint: "Không thể mở bán lại. Những gì đã mua vẫn hoạt động, và các đơn hàng đang mở vẫn tiếp tục.", published: "Mặt hàng đang được bán.", publishedLater: "Mặt hàng được bán ngay khi được duyệt.", pausedDone: "Mặt hàng đã tạm ngừng.", removed: "Đã gỡ mặt hàng.",
  rejected: "Nền tảng không duyệt mặt hàng này", waiting: "Nền tảng xem xét trước khi hiển thị",
  restock: "Hàng tồn", restockHint: "Thêm đơn vị, hoặc bớt bằng dấu trừ.", restockField: "Thay đổi", restockDo: "Thay đổi hàng tồn", restocked: "Đã thay đổi hàng tồn.", restockZero: "Một số nguyên khác 0.",
  replaceSecret: "Thay khóa", hasSecret: "Đã có khóa, được niêm phong. Không ai đọc được ở đây.", noSecret: "Chưa có khóa.", secretSaved: "Khóa đã được niêm phong.", secretField: "Khóa hoặc thông tin đăng nhập mới", secretPauses: "Mặt hàng có lượt gọi thử sẽ tạm ngừng cho đến khi bạn mở bán lại.",
  codes: "Mã", codesHint: "Mỗi dòng một mã. Dòng trống không tính.", codesField: "Các mã cần thêm", codesAdd: (n: number) => (n === 0 ? "Thêm mã" : `Thêm ${num(n)} mã`), codesAdded: "Các mã đã vào kho mã.",
  codesCount: (n: number, twice: number, long: number) => [`${num(n)} mã`, twice > 0 && `${num(twice)} bị lặp`, long > 0 && `${num(long)} quá dài`].filter(Boolean).join(", "),
  codesMany: "Tối đa 5.000 mã mỗi lần.", line: (n: number) => `Dòng ${num(n)}`, codesRefused: "Chưa thêm mã nào. Hãy sửa các dòng này:",
  none2: "Chưa có ai mua", none2Hint: "Lượt bán hiện ở đây kèm đơn hàng.",
  saleFailure: "Không giao được:", unitsBack: (n: number) => `${units(n)} đã trở lại hàng tồn`,
};
export default words;

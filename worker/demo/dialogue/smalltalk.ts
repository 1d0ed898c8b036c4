/** Short exchanges that fill the weeks between larger ones. */
export const SMALLTALK = `
# opening-hours | 門市
b 您好，門市營業時間為 11:00–21:30。
c 那{day}呢 | {day}有開嗎
a {day}照常營業，12/31 會提早到 18:00。
c OK 謝謝

# parking | 門市
c {city}店好停車嗎
a 旁邊有收費停車場，第一小時 40，消費滿千可以蓋一小時章。
c 讚

# thanks-note | 好評
c 謝謝你們 | 辛苦了～
a 不會，祝您一切順利 🙂
c [sticker 拜拜]

# restock-ask | 詢問庫存
c {jacket}還有{color}嗎 | {color}的{jacket}補貨了嗎
a 還沒喔，{month}月會再到一批，要幫您登記嗎？
c 要，謝謝
a 登記好了，到貨會傳訊息給您。

# restock-arrived | 詢問庫存
b 您登記的商品已到貨，點此查看。
c 看到了！請幫我留一件 | 太好了！{day}去拿
a 已保留三天，報手機末三碼就可以。

# return-borrowed | 租借
c 睡袋今天還可以嗎，幾點前
a 晚上九點前都可以，晚一點放門口的投遞箱也行。
c 好，我八點多到

# photo-share | 分享
c [image 雲海]
c {trail}今天雲海超大
a 哇，好羨慕，我還在公司對著螢幕 😭

# quick-price | 價格
c {lamp}多少錢
a {lamp$} 元，會員再 95 折喔。
c 好，買 | 我想一下

# unsent-moment | 
c [unsent]
c 喔不好意思傳錯人
a 沒關係～

# birthday-gift | 會員
b 生日快樂 🎂 您的生日禮 200 元已經放進帳戶，一個月內有效。
c 哇謝謝！！ | 你們居然記得 ❤️
a 生日快樂，祝您今年爬到最想爬的那一座。

# catalogue | 型錄
c 有今年的型錄嗎
a [file 2026 秋冬型錄.pdf 3420118]
c 收到 謝謝 | 感謝，慢慢看

# weekend-plan | 閒聊
c 這週末天氣好嗎
a {day}看起來不錯，{trail}應該很多人，早點出發。
c 收到 我六點就出發 | 那我改走平日好了

# wrong-window | 閒聊
c 請問有賣便當嗎
a 您好，我們是戶外用品店喔 😆
c 啊哈哈傳錯視窗了
c 不過既然來了 {lamp}有現貨嗎
a 哈哈有的，{city}門市有現貨。

# voice-note | 
c [audio 17]
c 不好意思在開車，用講的
a 聽到了～{day}下午三點前到都可以取貨，慢慢開。
c 好
`;

import { test as vtest } from "vitest";
import { chromium } from "/work/main/node_modules/playwright-core/index.mjs";
import { readFileSync } from "node:fs";
import { startServer } from "/work/main/e2e/server.ts";
import { hashPassword } from "/work/main/worker/auth/password.ts";
const PASSWORD = "correct horse battery";
vtest(
  "look",
  async () => {
    const only = "";
    const t0 = await startServer();
    const hash = await hashPassword(PASSWORD);
    let mid = 0;
    const s = {
      url: t0.origin,
      db: t0.workspace.db,
      reported: t0.workspace.reported,
      addMember: (n: string, e: string, r: string) =>
        t0.workspace.db.write([
          {
            sql: "insert into member (id,email,name,role,state,password,created_at,updated_at) values (?,?,?,?,'active',?,1,1)",
            args: ["0199aaaa-0000-7000-8000-0000000001" + String(++mid).padStart(2, "0"), e, n, r, hash],
          },
        ]),
      close: () => t0.close(),
    };
    await s.db.write(["delete from session", "delete from member"]);
    const people: [string, string, any][] = [
      ["林怡君", "yijun@slowdays.tw", "admin"],
      ["陳柏翰", "bohan@slowdays.tw", "supervisor"],
      ["Amy Hsu", "amy@slowdays.tw", "agent"],
      ["王小明", "xiaoming.wang@slowdays.tw", "agent"],
      ["張雅婷", "yating@slowdays.tw", "marketing"],
      ["Ben Carter", "ben@slowdays.tw", "sales_manager"],
      ["黃志豪", "zhihao@slowdays.tw", "sales"],
      ["李佳穎", "jiaying@slowdays.tw", "cs_manager"],
      [
        "A very long name that never seems to end at all",
        "a.very.long.address.that.never.ends@customer-service.slowdays.tw",
        "agent",
      ],
    ];
    for (const p of people) await s.addMember(...p);
    const now = Date.now();
    await s.db.write([
      { sql: "update member set state='disabled' where email='ben@slowdays.tw'", args: [] },
      { sql: "update member set state='invited', password=null where email='zhihao@slowdays.tw'", args: [] },
      ...["extension", "widget", "console"].map((c, i) => ({
        sql: "insert into session (id, member_id, client, access_hash, access_expires_at, created_at, last_seen_at, expires_at, user_agent) select ?, id, ?, ?, 0, ?, ?, ?, ? from member where email='yijun@slowdays.tw'",
        args: [
          "s" + i + "-" + c,
          c,
          "h" + i,
          now - 86400e3 * (i + 2),
          now - 3600e3 * (i * 20 + 1),
          now + 1e9,
          [
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0.0.0 Safari/537.36 Edg/156",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:153.0) Gecko Firefox/153.0",
          ][i]!,
        ],
      })),
      {
        sql: "insert into connection (id,kind,name,origin,settings,state,state_reason,created_at,updated_at) values ('0199aaaa-0000-7000-8000-000000000001','line','小日子 LINE 官方帳號',null,'{\"accountId\":\"U1\"}','active',null,?,?)",
        args: [now, now],
      },
      {
        sql: "insert into connection (id,kind,name,origin,settings,state,state_reason,created_at,updated_at) values ('0199aaaa-0000-7000-8000-000000000002','chatwoot','客服 Chatwoot','https://chat.slowdays.tw','{\"accountId\":\"1\",\"requestsPerSecond\":5}','active',null,?,?)",
        args: [now, now],
      },
      {
        sql: "insert into connection (id,kind,name,origin,settings,state,state_reason,created_at,updated_at) values ('0199aaaa-0000-7000-8000-000000000003','line','Outlet LINE',null,'{}','failing','access_token_refused',?,?)",
        args: [now, now],
      },
      {
        sql: "insert into channel (id,kind,account_id,name,created_at,updated_at) values ('h1','line','U1','小日子選物',?,?),('h2','messenger','P1','小日子 Facebook',?,?),('h3','instagram','I1','@slowdays.tw',?,?)",
        args: [now, now, now, now, now, now],
      },
      {
        sql: "insert into channel_route values ('0199aaaa-0000-7000-8000-000000000001','U1','h1'),('0199aaaa-0000-7000-8000-000000000002','1/3','h2'),('0199aaaa-0000-7000-8000-000000000002','1/4','h3')",
        args: [],
      },
      {
        sql: "insert into inbound_event (connection_id,dedupe_key,payload,received_at,processed_at) values ('0199aaaa-0000-7000-8000-000000000001','a','{}',?,?),('0199aaaa-0000-7000-8000-000000000002','b','{}',?,?)",
        args: [now - 60e3 * 7, now, now - 86400e3, now],
      },
      {
        sql: "insert into job (id,kind,key,payload,state,progress,run_at,created_at,updated_at) values ('j','chatwoot.backfill','chatwoot.backfill/0199aaaa-0000-7000-8000-000000000002','{}','running','{\"conversationsDone\":1284,\"conversationsTotal\":3120,\"messages\":48211,\"skipped\":3}',?,?,?)",
        args: [now + 1e9, now, now],
      },
      {
        sql: "insert into permission_override values ('agent','note:moderate',1,0),('sales','tag:create',0,0),('marketing','contact:reveal',1,0)",
        args: [],
      },
      {
        sql: "insert into setting values ('name','\"小日子選物\"',1),('widgetOrigins','[\"https://chat.slowdays.tw\",\"https://inbox.slowdays.tw\"]',1)",
        args: [],
      },
    ]);
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
    const ctx = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "zh-TW" });
    const page = await ctx.newPage();
    page.on("console", (m) => {
      if (m.type() === "error" || m.type() === "warning") console.log("console:", m.text());
    });
    page.on("pageerror", (e) => console.log("pageerror:", e.message));
    await page.goto(s.url + "/console");
    await page.waitForSelector("#start-workspace");
    await page.screenshot({ path: "/tmp/look/start-workspace.png" });
    await page.fill("#start-workspace", "shop");
    await page.keyboard.press("Enter");
    await page.waitForSelector("text=登入管理主控台");
    await page.screenshot({ path: "/tmp/look/start-signin.png" });
    await page.click("button.button-primary");
    await page.waitForSelector("input[type=password]");
    await page.screenshot({ path: "/tmp/look/auth.png" });
    await page.fill("input[type=email]", "yijun@slowdays.tw");
    await page.fill("input[type=password]", PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".members-row select");
    console.log("url", page.url());
    const axe = readFileSync("/work/main/node_modules/axe-core/axe.min.js", "utf8");
    const paths = [
      "settings/members",
      "settings/roles",
      "settings/connections",
      "settings/workspace",
      "account",
    ].filter((p) => p.includes(only) || !only);
    for (const [w, theme, lang] of [
      [1280, "light", "zh-TW"],
      [1280, "dark", "en"],
      [768, "light", "en"],
      [360, "light", "zh-TW"],
      [360, "dark", "en"],
    ] as const) {
      await page.setViewportSize({ width: w, height: w < 500 ? 780 : 900 });
      await page.evaluate(
        ([t, l]) => {
          localStorage["console.theme"] = t;
          localStorage["console.language"] = l;
        },
        [theme, lang],
      );
      await page.reload();
      await page.waitForSelector(".page-title");
      for (const path of paths) {
        await page.evaluate((p) => {
          location.hash = "#/" + p;
        }, path);
        await page.waitForTimeout(450);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) console.log("OVERFLOW", w, path, over);
        await page.screenshot({
          path: `/tmp/look/${path.replace("/", "-")}-${w}-${theme}-${lang}.png`,
          fullPage: true,
        });
        await page.evaluate(axe);
        const v = await page.evaluate(async () => {
          const r = await (window as any).axe.run();
          return r.violations.map(
            (v: any) =>
              v.id +
              ": " +
              v.nodes
                .slice(0, 3)
                .map(
                  (n: any) =>
                    n.html.slice(0, 140) +
                    " | " +
                    (n.any[0]?.message ?? n.all[0]?.message ?? "").slice(0, 160),
                )
                .join(" || "),
          );
        });
        if (v.length) console.log("AXE", w, theme, path, v);
      }
    }

    await page.setViewportSize({ width: 1280, height: 800 });
    await page.evaluate(() => {
      localStorage["console.theme"] = "light";
      localStorage["console.language"] = "zh-TW";
      location.hash = "#/settings/members";
    });
    await page.reload();
    await page.waitForSelector(".members-row select");
    const shot = (n: string) => page.screenshot({ path: `/tmp/look/z-${n}.png` });
    await page.click(".page-head .button");
    await page.waitForTimeout(200);
    await page.click("dialog .button-primary");
    await page.waitForTimeout(100);
    await shot("invite-errors");
    await page.fill("#invite-name", "新同事");
    await page.fill("#invite-email", "new@slowdays.tw");
    await page.click("dialog .button-primary");
    await page.waitForSelector("#member-link");
    await shot("invite-link");
    await page.click("dialog .button-primary");
    await page.selectOption(".members-row:has-text('amy@') select", "supervisor");
    await page.waitForTimeout(300);
    await shot("toast");
    await page.selectOption(".members-row:has-text('yijun@') select", "supervisor");
    await page.waitForTimeout(400);
    await shot("last-admin");
    await page.click(".members-row:has-text('amy@') .icon-button");
    await page.waitForTimeout(100);
    await shot("row-menu");
    await page.keyboard.press("Escape");
    await page.click(".member-button");
    await page.waitForTimeout(100);
    await shot("member-menu");
    await page.keyboard.press("Escape");
    await page.evaluate(() => {
      location.hash = "#/settings/connections";
    });
    await page.waitForSelector(".connection");
    await page.click(".page-head .button");
    await page.waitForTimeout(100);
    await shot("add-kind");
    await page.click(".kind >> nth=1");
    await page.waitForTimeout(100);
    await shot("add-chatwoot");
    await page.setViewportSize({ width: 360, height: 740 });
    await shot("add-chatwoot-360");
    await page.keyboard.press("Escape");
    await page.click(".console-bar .icon-button");
    await page.waitForTimeout(300);
    await shot("drawer-360");
    await page.setViewportSize({ width: 1280, height: 520 });
    await page.keyboard.press("Escape");
    await page.evaluate(() => {
      location.hash = "#/settings/roles";
    });
    await page.waitForSelector(".roles");
    await page.evaluate(() => scrollTo(0, 420));
    await page.waitForTimeout(200);
    await shot("sticky");
    console.log("reported", s.reported);
    await browser.close();
    await s.close();
  },
  150000,
);

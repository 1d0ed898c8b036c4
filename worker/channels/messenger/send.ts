import type { Profile } from "../../domain/inbound/item.ts";
import { type GraphApi, getFields } from "../meta/graph.ts";
import { httpUrl, present, text } from "../read.ts";

/** Who a page-scoped id is. Names come as two parts, in the order Latin scripts have. */
export async function getProfile(api: GraphApi, psid: string): Promise<Profile> {
  const body = await getFields(api, psid, ["first_name", "last_name", "profile_pic"]);
  const parts = [text(body["first_name"], 100), text(body["last_name"], 100)];
  return present({ name: nameOf(parts), pictureUrl: httpUrl(body["profile_pic"]) });
}

const CJK = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u;

/** 王小明 is written family name first and without a space. */
function nameOf([first, last]: (string | undefined)[]): string | undefined {
  if (first === undefined || last === undefined) return first ?? last;
  return CJK.test(first) && CJK.test(last) ? `${last}${first}` : `${first} ${last}`;
}

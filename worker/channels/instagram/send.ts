import type { Profile } from "../../domain/inbound/item.ts";
import { type GraphApi, getFields } from "../meta/graph.ts";
import { httpUrl, present, text } from "../read.ts";

/** Who an Instagram-scoped id is; many have no name, everybody has a user name. */
export async function getProfile(api: GraphApi, igsid: string): Promise<Profile> {
  const body = await getFields(api, igsid, ["name", "username", "profile_pic"]);
  const name = text(body["name"], 200) ?? text(body["username"], 200);
  return present({ name, pictureUrl: httpUrl(body["profile_pic"]) });
}

import { BooksTable } from "./books.tsx";
import { Gaps } from "./gaps.tsx";
import { Parts } from "./parts.tsx";
import { Stations } from "./stations.tsx";
import { t } from "./texts.ts";
import "./pipeline.css";

/** The way of a reading from the device to the store: whether each part does its work, and that nothing got lost. */
export function Pipeline() {
  return (
    <>
      <h1>{t("title")}</h1>
      <p>{t("help")}</p>
      <div class="chain">
        <Parts />
        <Stations />
        <BooksTable />
        <Gaps />
      </div>
    </>
  );
}

/** What the standard list adds: walking by keys, choosing over pages, columns. */
import { chooseColumns } from "@ui/columns";
import { chooseRows } from "@ui/selection";
import { walkRows } from "@ui/rows";

walkRows();
chooseRows();
chooseColumns();

/** The employee's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import { HostPage } from "./host-page.ts";

class DeskPage extends HostPage {
  constructor() {
    super("desk");
  }
}

customElements.define("desk-page", DeskPage);

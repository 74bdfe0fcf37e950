/** The style sheets of every page, in order: tokens, components, our theme over them, our own classes. */
import "virtual:tokens.css";
import "@utrecht/button-css/dist/index.css";
import "@utrecht/form-label-css/dist/index.css";
import "@utrecht/select-css/dist/index.css";
import "@utrecht/table-css/dist/index.css";
import "@utrecht/textbox-css/dist/index.css";
import "./fonts.css";
import "./fonts-further.css";
import "./theme.css";
import "./base.css";
import "./call.css";
import "./tile.css";
import "./call-bar.css";
import "./call-share.css";
import "./devices.css";
import "./chat.css";
import "./call-narrow.css";

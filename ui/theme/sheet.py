"""The style sheet, made from the tokens: quiet fields, one filled button, a focus ring that is always visible."""

from string import Template

from ui.theme.tokens import Tokens

_SHEET = Template("""
* { outline: 0; }
QWidget { color: $text; font-size: 13px; }
QMainWindow, QDialog, QWidget[ground="surface"] { background: $surface; }
QWidget[ground="ground"] { background: $ground; }
QWidget[ground="media"] { background: #2B2B2B; }
QLabel { background: transparent; }
QLabel[role="page"] { font-size: 20px; font-weight: 600; }
QLabel[role="section"] { font-size: 15px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="lead"] { font-weight: 500; }
QLabel[role="label"] { font-size: 12px; font-weight: 500; color: $quiet; }
QLabel[role="used"] { font-size: 12px; font-weight: 600; color: $accent; }
QLabel[role="quiet"] { color: $quiet; }
QLabel[role="small"] { font-size: 12px; color: $quiet; }
QLabel[role="good"] { color: $good; }
QLabel[role="attention"] { color: $attention; }
QLabel[role="bad"] { color: $bad; }
QLabel[role="good-section"] { color: $good; font-size: 15px; font-weight: 600; }
QLabel[role="attention-section"] { color: $attention; font-size: 15px; font-weight: 600; }
QLabel[role="bad-section"] { color: $bad; font-size: 15px; font-weight: 600; }

QPushButton {
  background: $surface; border: 1px solid $strong_line; border-radius: 4px; padding: 0 12px; min-height: 26px; color: $text;
}
QPushButton:hover { background: $ground; }
QPushButton:pressed { background: $selection; }
QPushButton:focus { border: 2px solid $accent; padding: 0 11px; min-height: 24px; }
QPushButton:disabled { color: $quiet; border-color: $line; }
QPushButton:checked { background: $selection; border-color: $accent; color: $accent; }
QPushButton[kind="primary"] {
  background: $accent; border: 1px solid $accent; color: $on_accent; font-weight: 600; padding: 0 16px;
}
QPushButton[kind="primary"]:hover { background: $accent; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; padding: 0 15px; }
QPushButton[kind="primary"]:disabled { background: $ground; border-color: $line; color: $quiet; }
QPushButton[tall="true"] { min-height: 30px; }
QPushButton[tall="true"]:focus { min-height: 28px; }
QPushButton[kind="link"] {
  background: transparent; border: 1px solid transparent; color: $accent; padding: 0 2px; min-height: 22px;
}
QPushButton[kind="link"]:focus { border: 1px solid $accent; }
QPushButton[kind="link"]:disabled { color: $quiet; }
QPushButton[kind="flat"] { background: transparent; border: 1px solid transparent; padding: 0 8px; }
QPushButton[kind="flat"]:hover { background: $selection; }
QPushButton[kind="flat"]:checked { background: $selection; color: $accent; }
QPushButton[kind="flat"]:focus { border: 2px solid $accent; padding: 0 7px; }
QPushButton[kind="fold"] { background: transparent; border: 1px solid transparent; padding: 0 4px 0 0; text-align: left; }
QPushButton[kind="fold"]:focus { border: 2px solid $accent; padding: 0 3px 0 0; }
QPushButton[kind="chip"] {
  background: $ground; border: 1px solid $line; padding: 0 8px; min-height: 22px; border-radius: 4px; font-size: 12px;
}
QPushButton[kind="chip"]:focus { border: 2px solid $accent; padding: 0 7px; min-height: 20px; }
QPushButton[kind="left"] { border-top-right-radius: 0; border-bottom-right-radius: 0; }
QPushButton[kind="right"] { border-top-left-radius: 0; border-bottom-left-radius: 0; border-left: 0; }
QPushButton[kind="rail"] {
  background: transparent; border: 1px solid transparent; text-align: left; padding: 0 7px; min-height: 30px; border-radius: 4px;
}
QPushButton[kind="rail"]:hover { background: $selection; }
QPushButton[kind="rail"]:checked { background: $selection; color: $accent; font-weight: 600; }
QPushButton[kind="rail"]:focus { border: 2px solid $accent; padding: 0 6px; min-height: 28px; }
QPushButton[kind="step"] {
  background: transparent; border: 1px solid transparent; text-align: left; padding: 0; min-height: 50px; border-radius: 4px;
}
QPushButton[kind="step"]:hover, QPushButton[kind="step"]:checked { background: $selection; }
QPushButton[kind="step"]:focus { border: 2px solid $accent; min-height: 48px; }
QPushButton[kind="tab"] {
  background: transparent; border: 0; border-bottom: 2px solid transparent; border-radius: 0; padding: 0 2px; min-height: 30px;
  color: $quiet;
}
QPushButton[kind="tab"]:checked { color: $text; font-weight: 600; border-bottom: 2px solid $accent; background: transparent; }
QPushButton[kind="tab"]:focus { color: $accent; padding: 0 2px; min-height: 30px; border: 0; border-bottom: 2px solid $accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateTimeEdit {
  background: $surface; border: 1px solid $strong_line; border-radius: 4px; padding: 0 8px; min-height: 26px;
  selection-background-color: $selection; selection-color: $text;
}
QPlainTextEdit, QTextEdit { padding: 4px 6px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateTimeEdit:focus {
  border: 2px solid $accent; padding: 0 7px; min-height: 24px;
}
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px 5px; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled, QDateTimeEdit:disabled { color: $quiet; border-color: $line; background: $ground; }
QLineEdit[wrong="true"], QComboBox[wrong="true"] { border: 2px solid $bad; padding: 0 7px; min-height: 24px; }
QComboBox::drop-down, QDateTimeEdit::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow { image: url("$chevron"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $strong_line; selection-background-color: $selection;
  selection-color: $text; padding: 2px; }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $strong_line; background: $surface; }
QCheckBox::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent; width: 12px; height: 12px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url("$dash"); }
QCheckBox::indicator:disabled { background: $ground; border-color: $line; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px; height: 6px; background: $on_accent; }
QRadioButton[kind="choice"] { padding: 5px 8px; border-radius: 0; min-height: 18px; }
QRadioButton[kind="choice"]:checked { background: $selection; }

QTableView, QListView, QTreeView { background: $surface; border: 1px solid $surface; selection-background-color: $selection;
  selection-color: $text; gridline-color: $line; }
QTableView::item, QListView::item { border: 0; padding: 0 4px; }
QTableView::item:selected, QListView::item:selected { background: $selection; color: $text; }
DayGrid { border: 1px solid $surface; }
QTableView:focus, QListView:focus, DayGrid:focus { border: 1px solid $accent; }
QTableView::indicator { width: 14px; height: 14px; border: 1px solid $strong_line; border-radius: 3px; background: $surface; }
QTableView::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QTableView::indicator:disabled { background: $ground; border-color: $line; }
QHeaderView { background: $ground; border: 0; }
QHeaderView::section { background: $ground; color: $quiet; font-size: 12px; border: 0; border-bottom: 1px solid $line;
  padding: 0 6px; min-height: 27px; }

QScrollArea { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar:disabled::handle { background: transparent; }
QScrollBar::handle { background: $line; border-radius: 4px; min-height: 32px; min-width: 32px; margin: 1px; }
QScrollBar::handle:hover { background: $strong_line; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }

QProgressBar { background: $line; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QSlider::groove:horizontal { height: 2px; background: $strong_line; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -7px 0; border-radius: 8px; background: $surface;
  border: 1px solid $strong_line; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; }
QToolTip { background: $raised; color: $text; border: 1px solid $strong_line; padding: 4px; }
QMenu { background: $raised; border: 1px solid $strong_line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 3px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $quiet; }
QFrame[kind="line"] { background: $line; border: 0; }
QFrame[kind="box"] { background: $surface; border: 1px solid $line; border-radius: 4px; }
QFrame[kind="entry"] { background: transparent; border: 2px solid transparent; border-radius: 4px; }
QFrame[kind="entry"][state="over"] { background: $ground; }
QFrame[kind="entry"][state="focus"] { border: 2px solid $accent; }
QFrame[kind="drop"] { background: $ground; border: 1px dashed $strong_line; border-radius: 4px; }
QFrame[kind="drop"][over="true"] { background: $selection; border: 2px dashed $accent; }
""")


def style_sheet(colours: Tokens, assets: dict[str, str]) -> str:
    """The sheet; assets: paths of the small pictures `chevron`, `check` and `dash` in the colours in force."""
    values = {name: getattr(colours, name) for name in Tokens.__slots__}
    return _SHEET.substitute(values, **assets)

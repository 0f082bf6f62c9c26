import sys
from pathlib import Path
def test_look(phone, site):
    out=Path("/tmp/shots"); out.mkdir(exist_ok=True)
    p=phone("thon"); pg=p.page
    pg.screenshot(path=out/"home.png", full_page=True)
    p.follow("hộ chưa đăng ký")
    pg.screenshot(path=out/"village0.png", full_page=True)
    p.press("Đăng ký tất cả hộ")
    p.open_row("Hoàng Văn An")
    p.answer("Hoàng Văn An","1.1","Đủ")
    pg.wait_for_timeout(1500)
    pg.screenshot(path=out/"village1.png", full_page=True)
    print(p.total("Hoàng Văn An").inner_text())

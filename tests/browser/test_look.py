from tests.browser.village import *
def test_look(phone, site):
    p=phone("thon"); pg=p.page
    pg.on("response", lambda r: r.request.method=="POST" and print(r.status, r.headers, r.request.post_data, r.request.headers))
    pg.goto(f"/cham-diem/{site.village.unit}/2026")
    h=HOUSEHOLDS[1]
    p.open_row(h)
    p.answer(h,"4.2","Một phần")
    p.answer(h,"2.1","2")
    p.save(h,"Còn lại đều đủ")
    pg.wait_for_timeout(1500)
    print(p.row(h).inner_html()[:3000])
    pg.screenshot(path="/tmp/shots/x.png", full_page=True)
